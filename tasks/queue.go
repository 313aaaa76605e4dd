package tasks

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/ring"
)

// Queue passes items between tasks: first in first out, last in first out, or by priority,
// depending on how it was made. It counts the items that were put and not yet reported done. The
// zero Queue is first in first out, without a limit. asyncio: Queue, LifoQueue, PriorityQueue.
//
//	state      entered by     left by
//	open       its making     Shutdown
//	shut down  Shutdown       never; what it holds can still be taken out
//
//	an item    entered by     left by
//	inside     Put, TryPut    Get, TryGet (to taken); an immediate Shutdown (to done)
//	taken      Get, TryGet    TaskDone, which does not say of which item (to done)
//	done       see above      never
type Queue[T any] struct {
	home     actor.Home
	fifo     ring.Ring[T]
	other    store[T] // used instead of fifo, for another order
	n        int      // how many items there are
	size     int      // how many items at most; 0 and less: no limit
	getters  actor.WaitQueue
	putters  actor.WaitQueue
	undone   int
	finished Event
	shut     bool
}

// NewQueue makes a queue for at most size items, or for any number when size is zero or negative.
// Items come out in the order in which they were put. asyncio: Queue.
func NewQueue[T any](size int) *Queue[T] { return &Queue[T]{size: size} }

// NewLifoQueue makes a queue whose latest item comes out first. asyncio:
// LifoQueue.
func NewLifoQueue[T any](size int) *Queue[T] { return &Queue[T]{size: size, other: &pile[T]{}} }

// NewPriorityQueue makes a queue whose least item comes out first. When less is nil, it is
// NewQueue. asyncio: PriorityQueue.
func NewPriorityQueue[T any](size int, less func(a, b T) bool) *Queue[T] {
	if less == nil { // nothing to rank by
		return NewQueue[T](size)
	}
	return &Queue[T]{size: size, other: &ranked[T]{by: byRank[T]{less: less}}}
}

// Len is the number of items in the queue. asyncio: qsize.
func (q *Queue[T]) Len() int { return q.n }

// Size is how many items the queue holds at most; 0 and less: any number.
// asyncio: maxsize.
func (q *Queue[T]) Size() int { return q.size }

// Empty reports whether there is no item. asyncio: empty.
func (q *Queue[T]) Empty() bool { return q.n == 0 }

// Full reports whether there is no room. asyncio: full.
func (q *Queue[T]) Full() bool { return q.size > 0 && q.n >= q.size }

// Put adds an item, and suspends while the queue is full. It fails with
// ErrQueueShutDown after a shutdown. A cancellation ends the wait, and the item is not added.
// asyncio: put.
func (q *Queue[T]) Put(ctx context.Context, item T) error {
	if !q.Full() {
		if _, err := actor.Running(ctx); err != nil {
			return err
		}
	}
	for q.Full() {
		if q.shut {
			return ErrQueueShutDown
		}
		if w, err := q.putters.Wait(ctx, nil, &q.home, "room in a queue"); err != nil {
			if w != nil && w.Woken() && !q.Full() {
				q.putters.WakeNext()
			}
			return err
		}
	}
	return q.TryPut(item)
}

// TryPut adds an item, or fails with ErrQueueFull or ErrQueueShutDown. It never
// suspends. asyncio: put_nowait.
func (q *Queue[T]) TryPut(item T) error {
	switch {
	case q.shut:
		return ErrQueueShutDown
	case q.Full():
		return ErrQueueFull
	}
	q.n++
	if q.other != nil {
		q.other.Push(item)
	} else {
		q.fifo.Push(item)
	}
	q.undone++
	q.finished.Clear()
	q.getters.WakeNext()
	return nil
}

// Get takes an item out, and suspends while there is none. It fails with ErrQueueShutDown when the
// queue is shut down and empty. A cancellation ends the wait; no item is lost. asyncio: get.
func (q *Queue[T]) Get(ctx context.Context) (item T, err error) {
	if !q.Empty() {
		if _, err := actor.Running(ctx); err != nil {
			return item, err
		}
	}
	for q.Empty() {
		if q.shut {
			return item, ErrQueueShutDown
		}
		if w, err := q.getters.Wait(ctx, nil, &q.home, "an item of a queue"); err != nil {
			if w != nil && w.Woken() && !q.Empty() {
				q.getters.WakeNext()
			}
			return item, err
		}
	}
	return q.TryGet()
}

// TryGet takes an item out, or fails with ErrQueueEmpty or ErrQueueShutDown. It
// never suspends. asyncio: get_nowait.
func (q *Queue[T]) TryGet() (T, error) {
	if q.Empty() {
		var zero T
		if q.shut {
			return zero, ErrQueueShutDown
		}
		return zero, ErrQueueEmpty
	}
	item := q.pop()
	q.putters.WakeNext()
	return item, nil
}

func (q *Queue[T]) pop() T {
	if q.other != nil {
		item := q.other.Pop() // if less panics, the item stays
		q.n--
		return item
	}
	q.n--
	return q.fifo.Pop()
}

// TaskDone reports that one of the items that were put is done; Join waits for all. It fails with
// ErrTooMany when every item is done already. It never suspends. asyncio: task_done.
func (q *Queue[T]) TaskDone() error {
	if q.undone <= 0 {
		return fmt.Errorf("TaskDone of a queue: every item is done already: %w", ErrTooMany)
	}
	q.undone--
	if q.undone == 0 {
		q.finished.Set()
	}
	return nil
}

// Join suspends until every item that was put was reported done. A cancellation
// ends the wait. asyncio: join.
func (q *Queue[T]) Join(ctx context.Context) error {
	if q.undone > 0 {
		return q.finished.wait(ctx, "TaskDone of a queue")
	}
	_, err := actor.Running(ctx)
	return err
}

// Shutdown makes the queue refuse new items, and wakes all that wait: each Put fails, and each Get
// fails if it finds the queue empty. With immediate, the items are dropped and count as done. It
// never suspends. asyncio: shutdown.
func (q *Queue[T]) Shutdown(immediate bool) {
	q.shut = true
	if immediate {
		for !q.Empty() {
			q.pop()
			if q.undone > 0 {
				q.undone--
			}
		}
		if q.undone == 0 {
			q.finished.Set()
		}
	}
	q.getters.WakeAll()
	q.putters.WakeAll()
}

// All takes items out, as Get does, until the queue is shut down and empty; each iteration suspends
// until there is an item. A cancellation, or any other error of Get, is the last iteration, and no
// item is lost by it. If somebody is in Join, call TaskDone for each item.
func (q *Queue[T]) All(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			item, err := q.Get(ctx)
			if errors.Is(err, ErrQueueShutDown) {
				return
			}
			if !yield(item, err) || err != nil {
				return
			}
		}
	}
}

// String describes the queue. asyncio: repr.
func (q *Queue[T]) String() string {
	size, state := "", ""
	if q.size > 0 {
		size = fmt.Sprintf(" of %d", q.size)
	}
	if q.shut {
		state = ", shut down"
	}
	return fmt.Sprintf("queue (%d items%s, %d getters, %d putters, %d not done%s)",
		q.Len(), size, q.getters.Len(), q.putters.Len(), q.undone, state)
}
