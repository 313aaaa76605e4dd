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

// Executor bounds how many functions run outside a loop at the same time; the others wait in order.
// The zero Executor has no limit. Several loops may share one. See [InExecutor]. asyncio:
// ThreadPoolExecutor.
type Executor struct {
	mu      sync.Mutex // guards running and waiting
	limit   int
	running int
	waiting list.List // of func()
}

// place is where a function waits in an executor's queue.
type place = list.Element

// NewExecutor makes an executor for n functions at a time, or without a limit when n is zero or
// less. The functions of an executor for one at a time may share memory without a lock.
func NewExecutor(n int) *Executor { return &Executor{limit: n} }

// run calls fn on a goroutine. It returns fn's place in the queue if fn has to wait, and otherwise
// nil.
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

// forget removes a function from the queue, because nobody waits for it any more. It does nothing
// if p is nil or the function has begun.
func (e *Executor) forget(p *place) {
	if p == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.waiting.Remove(p)
}

// work runs fn and then whatever waits. When a function ends its goroutine, another goroutine takes
// over.
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
