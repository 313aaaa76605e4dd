package tasks

import (
	"container/list"
	"sync"

	"github.com/actorloom/actorloom/internal/goexit"
)

// An executor's functions:
//
//	a function  entered by                                  left by
//	waiting     run, when there is no room                  next, when another has ended (to running); forget (to over)
//	running     run, when there is room; next               its return, its Goexit (to over)
//	over        see above                                   never

// Executor bounds how many functions run outside a loop at the same time; the
// others wait in order. The zero Executor has no limit. Several loops may share one.
// See [InExecutor]. asyncio: ThreadPoolExecutor.
type Executor struct {
	mu      sync.Mutex // guards running and waiting
	limit   int
	running int
	waiting list.List // of func()
}

// place is where a function waits.
type place = list.Element

// NewExecutor makes an executor for n functions at a time; n of zero and less
// means no limit. The functions of an executor for one may share memory without a lock.
func NewExecutor(n int) *Executor { return &Executor{limit: n} }

// run calls fn on a goroutine. When it has to wait, it returns its place.
func (e *Executor) run(fn func()) *place {
	if e == nil || e.limit <= 0 {
		go fn()
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.running == e.limit {
		return e.waiting.PushBack(fn)
	}
	e.running++
	go e.work(fn)
	return nil
}

// forget takes a function out that has not begun, and that nobody waits for any more. p may be
// nil, or of one that has begun.
func (e *Executor) forget(p *place) {
	if p == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.waiting.Remove(p)
}

// work runs fn and then whatever waits. A function that ends its goroutine is
// followed by another.
func (e *Executor) work(fn func()) {
	goexit.Guard(func() {
		for ; fn != nil; fn = e.next() {
			fn()
		}
	}, func() {
		if next := e.next(); next != nil {
			go e.work(next)
		}
	})
}

func (e *Executor) next() func() {
	e.mu.Lock()
	defer e.mu.Unlock()
	first := e.waiting.Front()
	if first == nil {
		e.running--
		return nil
	}
	return e.waiting.Remove(first).(func())
}
