package tasks

import (
	"context"

	"github.com/actorloom/actorloom/actor"
)

// Current returns the task that ctx carries, if that is the running task, and otherwise nil. It
// never suspends. asyncio: current_task.
func Current(ctx context.Context) AnyTask {
	f := actor.Current(ctx)
	if f == nil {
		return nil
	}
	t, _ := f.Body().Task().(AnyTask)
	return t
}

// All are the tasks of ctx's loop that have not ended, in the order in which
// they were made; none when ctx carries no task. It never suspends. asyncio: all_tasks,
// which has no order.
func All(ctx context.Context) []AnyTask { return AllOn(actor.LoopOf(ctx)) }

// AllOn is All for a loop that is known; a nil loop has none. It never suspends.
func AllOn(l *Loop) []AnyTask {
	if l == nil {
		return nil
	}
	var all []AnyTask
	for _, f := range l.Fibers() {
		if t, ok := f.Body().Task().(AnyTask); ok {
			all = append(all, t)
		}
	}
	return all
}
