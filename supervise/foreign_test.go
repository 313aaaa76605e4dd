package supervise_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestSupervisorsRefuseFuturesOfAnotherLoop(t *testing.T) {
	type future = tasks.Future[int]
	supervisors := map[string]func(ctx context.Context, own, foreign *future) error{
		"Gather": func(ctx context.Context, own, foreign *future) error {
			return supervise.Gather[int](ctx, own, foreign).Err()
		},
		"Gather, foreign first": func(ctx context.Context, own, foreign *future) error {
			return supervise.Gather[int](ctx, foreign, own).Err()
		},
		"Gather2": func(ctx context.Context, own, foreign *future) error {
			return supervise.Gather2[int, int](ctx, own, foreign).Err()
		},
		"GatherOutcomes": func(ctx context.Context, own, foreign *future) error {
			return supervise.GatherOutcomes[int](ctx, own, foreign).Err()
		},
		"an await of a foreign Gather": func(ctx context.Context, _, foreign *future) error {
			_, err := supervise.Gather[int](ctx, foreign).Await(ctx)
			return err
		},
		"an await of a foreign Shield": func(ctx context.Context, _, foreign *future) error {
			_, err := supervise.Shield[int](ctx, foreign).Await(ctx)
			return err
		},
		"Wait": func(ctx context.Context, own, foreign *future) error {
			_, _, err := supervise.Wait(ctx, []*future{own, foreign}, supervise.AllCompleted, supervise.NoLimit)
			return err
		},
		"WaitFor": func(ctx context.Context, _, foreign *future) error {
			_, err := supervise.WaitFor[int](ctx, foreign, time.Second)
			return err
		},
		"WaitFor without time": func(ctx context.Context, _, foreign *future) error {
			_, err := supervise.WaitFor[int](ctx, foreign, 0)
			return err
		},
		"AsCompleted": func(ctx context.Context, own, foreign *future) (err error) {
			for _, err = range supervise.AsCompleted[int](ctx, supervise.NoLimit, own, foreign) {
				break
			}
			return err
		},
	}
	for name, refuses := range supervisors {
		t.Run(name, func(t *testing.T) {
			r := tasks.NewRunner(tasks.VirtualClock())
			defer func() { require.NoError(t, r.Close()) }()
			foreign := tasks.NewFutureOn[int](r.Loop())
			inRun(t, func(ctx context.Context) {
				require.ErrorIs(t, refuses(ctx, tasks.NewFuture[int](ctx), foreign), tasks.ErrForeignLoop)
			})
			require.False(t, foreign.Finished())
		})
	}
}

func TestSupervisorsTakeWhatHasEndedOnAnotherLoop(t *testing.T) {
	refused := tasks.Go(context.Background(), tasks.After(0, 1)) // there is no loop to run it
	require.ErrorIs(t, refused.Err(), tasks.ErrNoTask)
	inRun(t, func(ctx context.Context) {
		own := tasks.Go(ctx, tasks.After(time.Second, 1))
		done, pending, err := supervise.Wait(ctx, []tasks.Handle{refused, own}, supervise.FirstCompleted, supervise.NoLimit)
		require.NoError(t, err)
		require.Equal(t, []tasks.Handle{refused}, done)
		require.Equal(t, []tasks.Handle{own}, pending)
		var errs []error
		for _, err := range supervise.AsCompleted[int](ctx, supervise.NoLimit, own, refused) {
			errs = append(errs, err)
		}
		require.Len(t, errs, 2)
		require.ErrorIs(t, errs[0], tasks.ErrNoTask)
		require.NoError(t, errs[1])
		outcomes, err := supervise.GatherOutcomes[int](ctx, refused, tasks.After(time.Second, 1)).Await(ctx)
		require.NoError(t, err)
		require.ErrorIs(t, outcomes[0].Err, tasks.ErrNoTask)
		require.NoError(t, outcomes[1].Err)
	})
}

func TestWhoGathersOrShieldsWhatBelongsElsewhereUsesNothingOfThatLoop(t *testing.T) {
	for name, refused := range map[string]func(ctx context.Context, foreign *tasks.Future[int]) error{
		"Gather": func(ctx context.Context, foreign *tasks.Future[int]) error {
			_, err := supervise.Gather[int](ctx, foreign).Await(ctx)
			return err
		},
		"Shield": func(ctx context.Context, foreign *tasks.Future[int]) error {
			_, err := supervise.Shield[int](ctx, foreign).Await(ctx)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			other := tasks.NewRunner()
			defer func() { require.NoError(t, other.Close()) }()
			var foreign []*tasks.Future[int]
			for range 300 {
				foreign = append(foreign, tasks.NewFutureOn[int](other.Loop()))
			}
			var once sync.Once
			var stop atomic.Bool
			began, ended := make(chan struct{}), make(chan error, 1)
			go func() { // with gathers of its own, and none of the futures
				_, err := tasks.RunWith(context.Background(), other, tasks.Void(func(ctx context.Context) error {
					for !stop.Load() {
						if _, err := supervise.Gather[int](ctx, tasks.After(0, 1), tasks.After(0, 2)).Await(ctx); err != nil {
							return err
						}
						once.Do(func() { close(began) })
					}
					return nil
				}))
				ended <- err
			}()
			<-began
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				for _, f := range foreign {
					require.ErrorIs(t, refused(ctx, f), tasks.ErrForeignLoop)
				}
				return nil
			}))
			require.NoError(t, err)
			stop.Store(true)
			require.NoError(t, <-ended)
		})
	}
}
