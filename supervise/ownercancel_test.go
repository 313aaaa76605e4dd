package supervise_test

// A request that an owner makes itself, while it is asked to end, is one more than the one that it was
// asked with.

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// stopsTask is the owner of a future that, when it is canceled, cancels a task for a reason of its own.
type stopsTask struct {
	task   func(msg ...string) bool
	future *tasks.Future[int]
}

func (o *stopsTask) Cancel(msg string) bool {
	o.task("for good")
	return o.future.Completion().EndCanceled(actor.CanceledWith(msg))
}

func (o *stopsTask) String() string { return "what stops a task" }

func TestATaskThatAnOwnerCancelsAtATimeoutIsCanceled(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			err := supervise.Timeout(ctx, time.Second, func(ctx context.Context, _ *supervise.Scope) error {
				o := &stopsTask{task: tasks.Current(ctx).Cancel}
				o.future = tasks.SupervisedFuture[int](tasks.LoopOf(ctx), o)
				_, err := o.future.Await(ctx)
				return err
			})
			return err
		}))
		_, err := task.Await(ctx)
		require.True(t, tasks.IsCanceled(err), "%v", err)
		return nil
	}), tasks.VirtualClock())
	require.NoError(t, err)
}

// endsGroup is the owner of a future that, when it is canceled, ends a group early.
type endsGroup struct {
	group  *supervise.Group
	future *tasks.Future[int]
}

func (o *endsGroup) Cancel(msg string) bool {
	o.group.Cancel()
	return o.future.Completion().EndCanceled(actor.CanceledWith(msg))
}

func (o *endsGroup) String() string { return "what ends a group" }

func TestAGroupThatACancellationEndsEarlyDoesNotSwallowIt(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		after := false
		task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			err := supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
				o := &endsGroup{group: g}
				o.future = tasks.SupervisedFuture[int](tasks.LoopOf(ctx), o)
				_, err := o.future.Await(ctx)
				return err
			})
			after = err == nil
			return err
		}))
		if err := tasks.Yield(ctx); err != nil {
			return err
		}
		task.Cancel("why")
		_, err := task.Await(ctx)
		require.True(t, tasks.IsCanceled(err))
		require.False(t, after)
		return nil
	}))
	require.NoError(t, err)
}

// doesMore is the owner of a future that does something else, too, when it is canceled.
type doesMore struct {
	more   func()
	future *tasks.Future[int]
}

func (o *doesMore) Cancel(msg string) bool {
	o.more()
	return o.future.Completion().EndCanceled(actor.CanceledWith(msg))
}

func (o *doesMore) String() string { return "what does more" }

// underLimit waits for a future, at whose timeout its owner does more.
func underLimit(ctx context.Context, more func()) error {
	return supervise.Timeout(ctx, time.Second, func(ctx context.Context, _ *supervise.Scope) error {
		o := &doesMore{more: more}
		o.future = tasks.SupervisedFuture[int](tasks.LoopOf(ctx), o)
		_, err := o.future.Await(ctx)
		return err
	})
}

func TestATaskWhoseGroupAnOwnerEndsAtItsTimeoutIsCanceled(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		var child *tasks.Task[struct{}]
		err := supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			child = supervise.GoIn(g, tasks.Void(func(ctx context.Context) error { return underLimit(ctx, g.Cancel) }))
			return nil
		})
		require.NoError(t, err)
		require.True(t, child.Canceled(), "%v", child.Err())
		return nil
	}), tasks.VirtualClock())
	require.NoError(t, err)
}

func TestATaskWhoseLoopAnOwnerShutsAtItsTimeoutIsCanceled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, err := tasks.Start()
		require.NoError(t, err)
		_, err = tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error { return underLimit(ctx, l.BeginShutdown) }))
		require.True(t, tasks.IsCanceled(err), "%v", err)
		<-l.Done()
	})
}

// stoppingAt waits, under a limit, for an owner that cancels something when it is canceled.
func stoppingAt(ctx context.Context, cancel func(msg ...string) bool) error {
	return supervise.Timeout(ctx, time.Second, func(ctx context.Context, _ *supervise.Scope) error {
		o := &stopsTask{task: cancel}
		o.future = tasks.SupervisedFuture[int](tasks.LoopOf(ctx), o)
		_, err := o.future.Await(ctx)
		return err
	})
}

func TestWhatAnOwnerCancelsPassesOnARequestOfItsOwn(t *testing.T) {
	for name, around := range map[string]func(ctx context.Context, task *tasks.Task[struct{}]) tasks.Handle{
		"a task":   func(ctx context.Context, task *tasks.Task[struct{}]) tasks.Handle { return tasks.Go(ctx, task.Await) },
		"a gather": func(ctx context.Context, task *tasks.Task[struct{}]) tasks.Handle { return supervise.Gather(ctx, task) },
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				var outer tasks.Handle
				task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
					return stoppingAt(ctx, func(msg ...string) bool { return outer.Cancel(msg...) })
				}))
				outer = around(ctx, task)
				require.NoError(t, tasks.Sleep(ctx, time.Hour))
				require.True(t, tasks.IsCanceled(task.Err()), "%v", task.Err())
				return nil
			}), tasks.VirtualClock())
			require.NoError(t, err)
		})
	}
}

func TestARequestThatComesByTwoWaysCountsTwice(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		var both *tasks.Future[[]struct{}]
		var task *tasks.Task[struct{}]
		requests := 0
		task = tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			err := stoppingAt(ctx, func(msg ...string) bool { return both.Cancel(msg...) })
			requests = task.Canceling()
			return err
		}))
		both = supervise.Gather[struct{}](ctx, tasks.Go(ctx, task.Await), tasks.Go(ctx, task.Await))
		require.NoError(t, tasks.Yield(ctx))
		require.NoError(t, tasks.Yield(ctx))
		task.Cancel()
		_, err := both.Await(ctx)
		require.True(t, tasks.IsCanceled(err), "%v", err)
		require.Equal(t, 3, requests)
		return nil
	}), tasks.VirtualClock())
	require.NoError(t, err)
}
