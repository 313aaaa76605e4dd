package actor_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// awaitsItsHost lets a task await a new one, on its stack, that awaits it in turn
// with await, and returns what that await returned.
func awaitsItsHost(ctx context.Context, await func(ctx context.Context, self, host *tasks.Task[int]) error) (got error) {
	var host, guest *tasks.Task[int]
	host = tasks.Go(ctx, func(ctx context.Context) (int, error) {
		guest = tasks.Go(ctx, func(ctx context.Context) (int, error) {
			got = await(ctx, guest, host)
			return 0, got
		})
		return guest.Await(ctx)
	})
	_, _ = host.Await(ctx)
	_, _ = guest.Await(ctx)
	return got
}

func TestAnAwaitThatClosesACircleDeliversTheCancellationThatCameBefore(t *testing.T) {
	for name, await := range map[string]func(ctx context.Context, self, host *tasks.Task[int]) error{
		"of the task": func(ctx context.Context, self, host *tasks.Task[int]) error {
			self.Cancel("enough")
			_, err := host.Await(ctx)
			return err
		},
		"of a derived context": func(ctx context.Context, _, host *tasks.Task[int]) error {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			_, err := host.Await(ctx)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			onEngines(t, func(t *testing.T, engine []actor.Option) {
				require.NoError(t, run(t, func(ctx context.Context) error {
					require.ErrorIs(t, awaitsItsHost(ctx, await), actor.ErrCanceled)
					return nil
				}, engine...))
			})
		})
	}
}

func TestARequestThatBrokeACircleCannotBeTakenBack(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		require.NoError(t, run(t, func(ctx context.Context) error {
			l := actor.LoopOf(ctx)
			require.ErrorIs(t, awaitsItsHost(ctx, func(ctx context.Context, self, host *tasks.Task[int]) error {
				l.CallLater(time.Second, func() {
					host.Cancel()
					for _, one := range []*tasks.Task[int]{host, self} {
						for one.Canceling() > 0 {
							one.Uncancel()
						}
					}
				})
				_, err := host.Await(ctx)
				return err
			}), actor.ErrCanceled)
			return nil
		}, engine...))
	})
}
