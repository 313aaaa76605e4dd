package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAShieldEndsAsWhatItShields(t *testing.T) {
	ends := map[string]struct {
		end   func(f *tasks.Future[int])
		value int
		err   error
	}{
		"result": {end: func(f *tasks.Future[int]) { _ = f.SetResult(42) }, value: 42},
		"error":  {end: func(f *tasks.Future[int]) { _ = f.SetError(errExpected) }, err: errExpected},
	}
	for name, c := range ends {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				inner := tasks.NewFuture[int](ctx)
				outer := supervise.Shield[int](ctx, inner)
				c.end(inner)
				got, err := outer.Await(ctx)
				require.Equal(t, c.value, got)
				require.Equal(t, c.err, err)
				require.False(t, outer.Canceled())
			})
		})
	}
}

func TestAShieldIsCanceledWhenWhatItShieldsIs(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		inner := tasks.NewFuture[int](ctx)
		outer := supervise.Shield[int](ctx, inner)
		letPass(t, ctx, 10)
		require.True(t, inner.Cancel())
		letPass(t, ctx, 10)
		require.True(t, outer.Canceled())
	})
}

func TestACanceledShieldLeavesWhatItShields(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		inner := tasks.NewFuture[int](ctx)
		outer := supervise.Shield[int](ctx, inner)
		letPass(t, ctx, 10)
		require.True(t, outer.Cancel())
		letPass(t, ctx, 10)
		require.True(t, outer.Canceled())
		require.False(t, inner.Finished())
		require.NoError(t, inner.SetResult(1))
		letPass(t, ctx, 10)
		require.True(t, outer.Canceled())
	})
}

func TestAShieldOfWhatHasEndedIsThat(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		inner := tasks.Resolved(ctx, 42, nil)
		outer := supervise.Shield[int](ctx, inner)
		require.Same(t, inner, outer)
		got, err := outer.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 42, got)
	})
}

func TestACanceledTaskLeavesItsShieldedCoroutineRunning(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		passed := 0
		waiter := tasks.NewFuture[int](ctx)
		inner := tasks.Coro[int](func(ctx context.Context) (int, error) {
			v, err := waiter.Await(ctx)
			if err == nil {
				passed++
			}
			return v, err
		})
		outer := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			v, err := supervise.Shield[int](ctx, inner).Await(ctx)
			if err == nil {
				passed += 100
			}
			return v, err
		})
		letPass(t, ctx, 10)
		require.True(t, outer.Cancel())
		_, err := outer.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.NoError(t, waiter.SetResult(0))
		letPass(t, ctx, 10)
		require.Equal(t, 1, passed)
	})
}

func TestAShieldedGatherGoesOn(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := newFutures(ctx, 2)
		parent := supervise.Gather(ctx, futureWraps["futures"](f...)...)
		outer := supervise.Shield[[]int](ctx, parent)
		letPass(t, ctx, 10)
		require.True(t, outer.Cancel())
		letPass(t, ctx, 10)
		require.True(t, outer.Canceled())
		require.NoError(t, f[0].SetResult(1))
		require.NoError(t, f[1].SetResult(2))
		letPass(t, ctx, 10)
		got, err := parent.Result()
		require.NoError(t, err)
		require.Equal(t, []int{1, 2}, got)
	})
}

func TestACanceledGatherOfShieldsLeavesWhatTheyShield(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := newFutures(ctx, 2)
		one := supervise.Shield[int](ctx, f[0])
		two := supervise.Shield[int](ctx, f[1])
		parent := supervise.Gather[int](ctx, one, two)
		letPass(t, ctx, 10)
		require.True(t, parent.Cancel())
		letPass(t, ctx, 10)
		require.ErrorIs(t, parent.Err(), tasks.ErrCanceled)
		require.True(t, one.Canceled())
		require.True(t, two.Canceled())
		require.NoError(t, f[0].SetResult(1))
		require.NoError(t, f[1].SetResult(2))
	})
}

func TestAShieldStartsACoroutineOnTheRunningLoop(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		answer := tasks.Coro[int](func(context.Context) (int, error) { return 42, nil })
		outer := supervise.Shield[int](ctx, answer)
		require.Same(t, tasks.LoopOf(ctx), outer.Loop())
		got, err := outer.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 42, got)
	})
}

func TestSupervisorsOfCoroutinesNeedATask(t *testing.T) {
	answer := tasks.Coro[int](func(context.Context) (int, error) { return 42, nil })
	supervisors := map[string]func(ctx context.Context) error{
		"Gather": func(ctx context.Context) error { return supervise.Gather[int](ctx, answer, answer).Err() },
		"Gather of nothing": func(ctx context.Context) error {
			return supervise.Gather[int](ctx).Err()
		},
		"Shield": func(ctx context.Context) error { return supervise.Shield[int](ctx, answer).Err() },
		"AsCompleted": func(ctx context.Context) (err error) {
			for _, err = range supervise.AsCompleted[int](ctx, supervise.NoLimit, answer) {
				break
			}
			return err
		},
	}
	for name, fails := range supervisors {
		t.Run(name, func(t *testing.T) {
			require.ErrorIs(t, fails(t.Context()), tasks.ErrNoTask)
		})
	}
}

// The canceled shield takes the error only of what has ended before it lets go.
func TestAnErrorThatComesAfterTheShieldHasLetGoIsReported(t *testing.T) {
	for name, want := range map[string]int{"with the cancellation": 0, "after it": 1} {
		t.Run(name, func(t *testing.T) {
			var reports []tasks.Report
			inRun(t, func(ctx context.Context) {
				inner := tasks.NewFuture[int](ctx)
				require.True(t, supervise.Shield[int](ctx, inner).Cancel())
				if want > 0 {
					letPass(t, ctx, 10)
				}
				require.NoError(t, inner.SetError(errExpected))
				letPass(t, ctx, 10)
			}, tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { reports = append(reports, r) }))
			require.Len(t, reports, want)
		})
	}
}

func TestTheMessageOfAShieldsCancellationIsKept(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		inner := tasks.NewFuture[int](ctx)
		outer := supervise.Shield[int](ctx, inner)
		require.True(t, outer.Cancel("enough"))
		_, err := outer.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.ErrorContains(t, err, "enough")
		require.False(t, inner.Finished())
	})
}

// asyncio drops the message.
func TestTheMessageOfACancellationReachesWhoAwaitsTheShield(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		inner := tasks.NewFuture[int](ctx)
		outer := supervise.Shield[int](ctx, inner)
		require.True(t, inner.Cancel("why"))
		_, err := outer.Await(ctx)
		require.Equal(t, &tasks.CanceledError{Msg: "why"}, err)
		require.True(t, outer.Canceled())
	})
}
