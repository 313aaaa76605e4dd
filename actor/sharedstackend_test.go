package actor_test

import (
	"context"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// refusesAndCleansUp is a task that waits for event, refuses every cancellation
// and calls clean when it is unwound.
func refusesAndCleansUp(event *tasks.Event, clean func()) tasks.Coro[int] {
	return func(ctx context.Context) (int, error) {
		defer clean()
		for {
			_ = event.Wait(ctx)
		}
	}
}

func TestACleanUpMayStartATaskThatWaitsWhereAnUnwoundOneWaited(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		var event tasks.Event
		r := tasks.NewRunner(append(engine, actor.VirtualClock())...)
		waited := false
		tasks.GoOn(t.Context(), r.Loop(), refusesAndCleansUp(&event, func() {
			tasks.GoOn(context.Background(), r.Loop(), func(ctx context.Context) (int, error) {
				waited = true
				return 0, event.Wait(ctx)
			}, tasks.Eager())
			event.Set()
		}))
		tasks.GoOn(t.Context(), r.Loop(), refusesAndCleansUp(&event, func() {})) // unwound first
		_, err := tasks.RunWith(t.Context(), r, tasks.After(0, 0))
		require.NoError(t, err)
		require.Error(t, r.Close())
		require.True(t, waited)
	})
}

func TestACleanUpMayStartATaskThatAwaitsOneThatNeverBegins(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		var event tasks.Event
		r := tasks.NewRunner(append(engine, actor.VirtualClock())...)
		_, err := tasks.RunWith(t.Context(), r, tasks.Void(func(ctx context.Context) error {
			for range 3000 { // at a time, so that the loop has more activations than it keeps
				tasks.Go(ctx, tasks.Void(actor.Yield))
			}
			for range 3 {
				if err := actor.Yield(ctx); err != nil {
					return err
				}
			}
			tasks.Go(ctx, refusesAndCleansUp(&event, func() {
				never := tasks.GoOn(context.Background(), r.Loop(), tasks.After(0, 0))
				tasks.GoOn(context.Background(), r.Loop(), never.Await, tasks.Eager())
			}))
			return actor.Yield(ctx)
		}))
		require.NoError(t, err)
		require.Error(t, r.Close())
	})
}

func TestACleanUpThatStartsItsTaskAnewDoesNotKeepTheLoopOpen(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		var event tasks.Event
		r := tasks.NewRunner(append(engine, actor.VirtualClock())...)
		begun := 0
		var refused error
		var respawns tasks.Coro[int]
		respawns = func(ctx context.Context) (int, error) {
			if begun++; begun == 100 {
				return 0, nil // so that the test ends
			}
			return refusesAndCleansUp(&event, func() {
				if again := tasks.GoOn(context.Background(), r.Loop(), respawns, tasks.Eager()); again.Finished() {
					refused = again.Err()
				}
			})(ctx)
		}
		tasks.GoOn(t.Context(), r.Loop(), respawns)
		_, err := tasks.RunWith(t.Context(), r, tasks.After(0, 0))
		require.NoError(t, err)
		require.Error(t, r.Close())
		require.Equal(t, 2, begun)
		require.ErrorIs(t, refused, actor.ErrLoopClosed)
	})
}

// panicsOnItsWayOut is a task on the stack of who awaits it whose clean-up panics
// when it leaves, by wait.
func panicsOnItsWayOut(wait func(ctx context.Context)) tasks.Coro[int] {
	return func(ctx context.Context) (int, error) {
		return tasks.Go(ctx, func(ctx context.Context) (int, error) {
			defer func() { panic("clean-up") }()
			wait(ctx)
			return 0, nil
		}, tasks.Name("guest")).Await(ctx)
	}
}

func TestAPanicInACleanUpOnASharedStackIsReported(t *testing.T) {
	for name, wait := range map[string]func(ctx context.Context){
		"when it is unwound": func(ctx context.Context) {
			for {
				_ = new(tasks.Event).Wait(ctx)
			}
		},
		"in a Goexit": func(context.Context) { runtime.Goexit() },
	} {
		t.Run(name, func(t *testing.T) {
			onEngines(t, func(t *testing.T, engine []actor.Option) {
				var got reports
				l := actor.New(append(engine, actor.VirtualClock(), actor.OnReport(got.take))...)
				tasks.GoOn(t.Context(), l, panicsOnItsWayOut(wait), tasks.Name("host")).Completion().Retrieve()
				r := tasks.RunnerOn(l)
				aside(func() { _, _ = tasks.RunWith(context.Background(), r, tasks.After(1, 0)) })
				_ = r.Close()
				var told []error
				for _, one := range got.list() {
					if one.Task == "guest" && one.Err != nil {
						told = append(told, one.Err)
					}
				}
				require.Len(t, told, 1)
				require.ErrorContains(t, told[0], "clean-up")
			})
		})
	}
}
