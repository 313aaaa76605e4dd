package actor_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// wokenFromOutside enters a wait that another goroutine wakes at once.
func wokenFromOutside(t *testing.T, ctx context.Context) *actor.Wait {
	w, err := actor.Enter(ctx, "a bell")
	require.NoError(t, err)
	var other sync.WaitGroup
	other.Go(func() { w.Wake() })
	other.Wait()
	return w
}

func TestInDebugModeAForeignWakeOfAWaitThatWasLeftDisturbsNobody(t *testing.T) {
	for name, body := range map[string]tasks.Coro[int]{
		"another await": func(ctx context.Context) (int, error) {
			wokenFromOutside(t, ctx).Leave()
			f := tasks.NewFuture[int](ctx)
			actor.LoopOf(ctx).CallLater(time.Second, func() { _ = f.SetResult(7) })
			return f.Await(ctx)
		},
		"the task's end": func(ctx context.Context) (int, error) {
			wokenFromOutside(t, ctx)
			return 7, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var reports []error
				loop, err := tasks.Start(tasks.Debug(true), tasks.SlowStep(time.Hour), tasks.OnReport(func(_ *actor.Loop, r actor.Report) {
					reports = append(reports, r.Err)
				}))
				require.NoError(t, err)
				v, err := tasks.Submit(loop, body).Wait(t.Context())
				require.NoError(t, err)
				require.Equal(t, 7, v)
				require.NoError(t, loop.Shutdown(context.Background()))
				require.Len(t, reports, 1)
				require.ErrorIs(t, reports[0], actor.ErrForeignGoroutine)
			})
		})
	}
}

func TestInDebugModeAForeignWakeOfAWaitThatWasLeftDoesNotEndTheOneAfterTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		loop, err := tasks.Start(tasks.Debug(true), tasks.SlowStep(time.Hour), tasks.OnReport(func(*actor.Loop, actor.Report) {}))
		require.NoError(t, err)
		v, err := tasks.Submit(loop, func(ctx context.Context) (int, error) {
			l := actor.LoopOf(ctx)
			var w *actor.Wait
			// In the pass of the foreign wake, and before it: the second wait is woken.
			var other sync.WaitGroup
			other.Go(func() { _ = l.Post(func() { w.Wake() }) })
			other.Wait()
			w, err := actor.Enter(ctx, "a bell")
			require.NoError(t, err)
			other.Go(func() { w.Wake() }) // posted after that
			other.Wait()
			w.Leave()
			w, err = actor.Enter(ctx, "a second bell")
			require.NoError(t, err)
			if err := w.Park(); err != nil {
				return 0, err
			}
			f := tasks.NewFuture[int](ctx)
			l.CallLater(time.Second, func() { _ = f.SetResult(7) })
			return f.Await(ctx)
		}).Wait(t.Context())
		require.NoError(t, err)
		require.Equal(t, 7, v)
		require.NoError(t, loop.Shutdown(context.Background()))
	})
}
