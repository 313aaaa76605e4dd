package tasks

import (
	"context"
	"time"

	"github.com/actorloom/actorloom/actor"
)

// Current is the task that runs, nil when ctx carries none or another. It never
// suspends. asyncio: current_task.
func Current(ctx context.Context) AnyTask {
	f, err := actor.Running(ctx)
	if err != nil {
		return nil
	}
	t, _ := f.Body().Task().(AnyTask)
	return t
}

// All are the tasks of ctx's loop that have not ended, in the order in which
// they were made. It never suspends. asyncio: all_tasks, which has no order.
func All(ctx context.Context) []AnyTask {
	l := actor.LoopOf(ctx)
	if l == nil {
		return nil
	}
	return AllOn(l)
}

// AllOn is All for a loop that is known. It never suspends.
func AllOn(l *Loop) []AnyTask {
	var all []AnyTask
	for _, f := range l.Fibers() {
		if t, ok := f.Body().Task().(AnyTask); ok {
			all = append(all, t)
		}
	}
	return all
}

// LoopOf is the loop of ctx's task, nil when it carries none. It never suspends.
// asyncio: get_running_loop.
func LoopOf(ctx context.Context) *Loop { return actor.LoopOf(ctx) }

// Sleep suspends for d of the loop's clock, or for one pass of the loop when d
// is zero or negative. Cancellation interrupts it. asyncio: sleep.
func Sleep(ctx context.Context, d time.Duration) error { return actor.Sleep(ctx, d) }

// Yield takes one pass of the loop: everything else that is ready runs first. When
// nothing is, it does not suspend. asyncio: sleep(0).
func Yield(ctx context.Context) error { return actor.Yield(ctx) }

// After is a coroutine that sleeps for d and returns v. asyncio: sleep(d, v).
func After[T any](d time.Duration, v T) Coro[T] {
	return func(ctx context.Context) (T, error) {
		if err := Sleep(ctx, d); err != nil {
			var zero T
			return zero, err
		}
		return v, nil
	}
}
