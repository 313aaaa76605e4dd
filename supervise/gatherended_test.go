package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAGatherTakesWhatHasEndedOnALoopThatStillRuns(t *testing.T) {
	for name, debug := range map[string]bool{"debug": true, "plain": false} {
		t.Run(name, func(t *testing.T) {
			other, err := tasks.Start(tasks.Debug(debug))
			require.NoError(t, err)
			defer func() { require.NoError(t, other.Shutdown(t.Context())) }()
			made := make(chan *tasks.Task[int], 1)
			_, err = tasks.Submit(other, func(ctx context.Context) (int, error) {
				elsewhere := tasks.Go(ctx, tasks.After(0, 7))
				defer func() { made <- elsewhere }()
				return elsewhere.Await(ctx)
			}).Wait(t.Context())
			require.NoError(t, err)
			elsewhere := <-made
			_, err = tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				values, err := supervise.Gather[int](ctx, elsewhere, elsewhere).Await(ctx)
				require.Equal(t, []int{7, 7}, values)
				return err
			}), tasks.VirtualClock(), tasks.Debug(debug))
			require.NoError(t, err)
		})
	}
}

func TestAGatherOfWhatHasEndedAndOfAForeignFutureHasEndedAtOnce(t *testing.T) {
	other := tasks.NewRunner(tasks.VirtualClock())
	defer func() { require.NoError(t, other.Close()) }()
	foreign := tasks.NewFutureOn[int](other.Loop())
	inRun(t, func(ctx context.Context) {
		failed := tasks.Resolved(ctx, 0, context.Canceled)
		require.ErrorIs(t, supervise.Gather[int](ctx, failed, foreign).Err(), tasks.ErrForeignLoop)
		require.Error(t, failed.Err())
	})
}

// Without debug mode this is a race; with it the race detector finds none.
func TestAGatherOnAForeignGoroutineHasEndedInDebugMode(t *testing.T) {
	for name, gather := range map[string]func(ctx context.Context, ended *tasks.Future[int]) tasks.Handle{
		"of nothing": func(ctx context.Context, _ *tasks.Future[int]) tasks.Handle { return supervise.Gather[int](ctx) },
		"of coroutines": func(ctx context.Context, _ *tasks.Future[int]) tasks.Handle {
			return supervise.Gather[int](ctx, tasks.After(time.Second, 1), tasks.After(time.Second, 2))
		},
		"of what has ended": func(ctx context.Context, ended *tasks.Future[int]) tasks.Handle {
			return supervise.GatherOutcomes[int](ctx, ended)
		},
		"of two": func(ctx context.Context, ended *tasks.Future[int]) tasks.Handle {
			return supervise.Gather2[int, int](ctx, ended, tasks.After(time.Second, 1))
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				ended := tasks.Resolved(ctx, 1, nil)
				g, err := tasks.ToThread(ctx, func(context.Context) (tasks.Handle, error) { return gather(ctx, ended), nil })
				require.NoError(t, err)
				require.True(t, g.Finished())
				require.ErrorIs(t, g.Err(), tasks.ErrForeignGoroutine)
				return nil
			}), tasks.VirtualClock(), tasks.Debug(true))
			require.NoError(t, err)
		})
	}
}

func TestAGatherWithoutATaskBelongsToTheLoopOfTheFirstItemThatHasNotEnded(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var none *tasks.Task[int]
		pending := tasks.NewFuture[int](ctx)
		g := supervise.GatherOutcomes[int](context.Background(), none, pending)
		require.NoError(t, pending.SetResult(7))
		outcomes, err := g.Await(ctx)
		require.NoError(t, err)
		require.ErrorIs(t, outcomes[0].Err, tasks.ErrNilFunc)
		require.Equal(t, 7, outcomes[1].Value)
	})
}
