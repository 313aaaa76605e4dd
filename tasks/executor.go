package tasks

import "sync"

// Executor bounds how many functions run outside a loop at the same time; the
// others wait in order. The zero Executor has no limit. Several loops may share one.
// asyncio: ThreadPoolExecutor.
type Executor struct {
	mu      sync.Mutex
	limit   int
	running int
	waiting []func()
}

// NewExecutor makes an executor for n functions at a time; n of zero and less
// means no limit.
func NewExecutor(n int) *Executor { return &Executor{limit: n} }

func (e *Executor) run(fn func()) {
	if e == nil || e.limit <= 0 {
		go fn()
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.running == e.limit {
		e.waiting = append(e.waiting, fn)
		return
	}
	e.running++
	go e.work(fn)
}

// work runs fn and then whatever waits. A function that ends its goroutine is
// followed by another.
func (e *Executor) work(fn func()) {
	returned := false
	defer func() {
		if !returned {
			if next := e.next(); next != nil {
				go e.work(next)
			}
		}
	}()
	for fn != nil {
		fn()
		fn = e.next()
	}
	returned = true
}

func (e *Executor) next() func() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.waiting) == 0 {
		e.running--
		return nil
	}
	fn := e.waiting[0]
	e.waiting[0] = nil
	e.waiting = e.waiting[1:]
	return fn
}
