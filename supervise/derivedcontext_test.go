package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// childOwners await child under a context that ends, each in its way.
var childOwners = map[string]func(ctx context.Context, child tasks.Coro[struct{}]) error{
	"await": func(ctx context.Context, child tasks.Coro[struct{}]) error {
		_, err := tasks.Go(ctx, child).Await(ctx)
		return err
	},
	"gather": func(ctx context.Context, child tasks.Coro[struct{}]) error {
		_, err := supervise.Gather(ctx, tasks.Awaitable[struct{}](child)).Await(ctx)
		return err
	},
	"a gather of a gather": func(ctx context.Context, child tasks.Coro[struct{}]) error {
		inner := supervise.Gather(ctx, tasks.Awaitable[struct{}](child))
		_, err := supervise.Gather(ctx, tasks.Awaitable[[]struct{}](inner)).Await(ctx)
		return err
	},
	"a task that awaits another": func(ctx context.Context, child tasks.Coro[struct{}]) error {
		_, err := tasks.Go(ctx, tasks.Go(ctx, child).Await).Await(ctx)
		return err
	},
	"group": func(ctx context.Context, child tasks.Coro[struct{}]) error {
		return supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			supervise.GoIn(g, child)
			return nil
		})
	},
	"race": func(ctx context.Context, child tasks.Coro[struct{}]) error {
		_, _, err := supervise.Race(ctx, supervise.NoLimit, child)
		return err
	},
}

func TestTheEndOfADerivedContextCancelsATaskOnce(t *testing.T) {
	for name, own := range childOwners {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				derived, cancel := context.WithCancelCause(ctx)
				requests, cleanedUp := 0, false
				child := tasks.Void(func(ctx context.Context) error {
					err := tasks.Sleep(ctx, time.Hour)
					cleanedUp = tasks.Sleep(ctx, time.Second) == nil
					requests = tasks.Current(ctx).Canceling()
					return err
				})
				tasks.LoopOf(ctx).CallLater(time.Second, func() { cancel(errExpected) })
				require.ErrorIs(t, own(derived, child), errExpected)
				require.True(t, cleanedUp, "a second request has interrupted the clean-up")
				require.Equal(t, 1, requests)
			})
		})
	}
}

func TestATaskIsCanceledOnceWhoeverLearnsFirstOfTheEndOfItsContext(t *testing.T) {
	// By the real clock: the news comes to the task and to who awaits it in no order.
	for name, own := range childOwners {
		t.Run(name, func(t *testing.T) {
			interrupted := 0
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				for range 20 {
					derived, cancel := context.WithCancelCause(ctx)
					tasks.LoopOf(ctx).CallSoon(func() { cancel(errExpected) })
					_ = own(derived, tasks.Void(func(ctx context.Context) error {
						err := tasks.Sleep(ctx, time.Hour)
						if tasks.Sleep(ctx, 100*time.Microsecond) != nil {
							interrupted++
						}
						return err
					}))
				}
				return nil
			}))
			require.NoError(t, err)
			require.Zero(t, interrupted)
		})
	}
}

func TestTheTasksOfAGroupEndWithItsContextWhateverItsBodyDoes(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		began := tasks.LoopOf(ctx).Now()
		derived, cancel := context.WithCancel(ctx)
		tasks.LoopOf(ctx).CallLater(time.Second, cancel)
		err := supervise.WithGroup(derived, func(_ context.Context, g *supervise.Group) error {
			worker := supervise.GoIn(g, tasks.After(time.Hour, 1))
			_, err := worker.Await(ctx) // under the task's own context
			require.True(t, tasks.IsCanceled(err))
			require.Equal(t, time.Second, tasks.LoopOf(ctx).Now().Sub(began))
			return nil
		})
		require.NoError(t, err)
	})
}
