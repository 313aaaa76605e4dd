package supervise_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestACanceledGatherCancelsEveryItem(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		passed := 0
		waiter := tasks.NewFuture[int](ctx)
		inner := func(ctx context.Context) (int, error) {
			v, err := waiter.Await(ctx)
			if err == nil {
				passed++
			}
			return v, err
		}
		one, two := tasks.Go(ctx, inner), tasks.Go(ctx, inner)
		var all *tasks.Future[[]int]
		outer := tasks.Go(ctx, func(ctx context.Context) ([]int, error) {
			all = supervise.Gather[int](ctx, one, two)
			v, err := all.Await(ctx)
			if err == nil {
				passed += 100
			}
			return v, err
		})
		letPass(t, ctx, 10)
		require.True(t, outer.Cancel())
		_, err := outer.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.True(t, outer.Canceled())
		require.False(t, all.Cancel())
		require.True(t, waiter.Canceled())
		require.True(t, one.Canceled())
		require.True(t, two.Canceled())
		letPass(t, ctx, 10)
		require.Zero(t, passed)
	})
}

// The request comes when the items have ended and the gather does not know it
// yet. Accepting it would lose it.
func TestAGatherRefusesToBeCanceledOnceItsItemsHaveEnded(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		all := supervise.Gather[int](ctx, tasks.Coro[int](f.Await))
		letPass(t, ctx, 10)
		accepted := true
		f.OnDone(func() {
			require.False(t, all.Finished())
			accepted = all.Cancel()
		})
		require.NoError(t, f.SetResult(42))
		got, err := all.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []int{42}, got)
		require.False(t, accepted)
		require.False(t, all.Canceled())
	})
}

func TestACancellationOfAGatherKeepsItsMessage(t *testing.T) {
	for _, c := range []struct {
		name string
		at   time.Duration
		msg  []string
	}{
		{"none", 220 * time.Millisecond, nil},
		{"some", 220 * time.Millisecond, []string{"my message"}},
		{"at the end of an item", 200 * time.Millisecond, []string{"my message"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				start := tasks.LoopOf(ctx).Now()
				worker := tasks.Go(ctx, func(ctx context.Context) (int, error) {
					for range 20 {
						nap := tasks.After(50*time.Millisecond, 0)
						if _, err := supervise.GatherOutcomes[int](ctx, nap).Await(ctx); err != nil {
							return 0, err
						}
					}
					return 0, nil
				})
				require.NoError(t, tasks.Sleep(ctx, c.at))
				require.True(t, worker.Cancel(c.msg...))
				_, err := worker.Await(ctx)
				want := &tasks.CanceledError{}
				if len(c.msg) > 0 {
					want.Msg = c.msg[0]
				}
				require.Equal(t, want, err)
				require.True(t, worker.Canceled())
				require.Equal(t, c.at, tasks.LoopOf(ctx).Now().Sub(start))
			})
		})
	}
}

// As in asyncio: the last item was not canceled, so it has no message.
func TestACanceledGatherTakesNoMessageFromAnErrorOfItsLastItem(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		all := supervise.GatherOutcomes[int](ctx, tasks.Go(ctx, func(ctx context.Context) (int, error) {
			_ = tasks.Sleep(ctx, time.Hour)
			return 0, &tasks.GroupError{Errors: []error{&tasks.CanceledError{Msg: "of the error"}, errExpected}}
		}))
		letPass(t, ctx, 10)
		require.True(t, all.Cancel())
		_, err := all.Await(ctx)
		require.Equal(t, &tasks.CanceledError{}, err)
	})
}

func TestErrorsAfterTheFirstAreNotReportedByAGather(t *testing.T) {
	var reports []tasks.Report
	inRun(t, func(ctx context.Context) {
		failAfter := func(f *tasks.Future[int]) tasks.Coro[int] {
			return func(ctx context.Context) (int, error) {
				if _, err := f.Await(ctx); err != nil {
					return 0, err
				}
				return 0, errors.New("not to be ignored")
			}
		}
		f := newFutures(ctx, 2)
		outer := tasks.Go(ctx, func(ctx context.Context) ([]int, error) {
			return supervise.Gather[int](ctx, failAfter(f[0]), failAfter(f[1])).Await(ctx)
		})
		letPass(t, ctx, 10)
		require.NoError(t, f[0].SetResult(0))
		letPass(t, ctx, 10)
		require.NoError(t, f[1].SetResult(0))
		letPass(t, ctx, 10)
		require.EqualError(t, outer.Err(), "not to be ignored")
	}, tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { reports = append(reports, r) }))
	require.Empty(t, reports)
}

func TestGatherOfANilItemFailsAndReportsNothing(t *testing.T) {
	var reports []tasks.Report
	inRun(t, func(ctx context.Context) {
		abc := tasks.Coro[string](func(context.Context) (string, error) { return "abc", nil })
		_, err := supervise.Gather[string](ctx, abc, nil).Await(ctx)
		require.ErrorIs(t, err, tasks.ErrNilFunc)
	}, tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { reports = append(reports, r) }))
	require.Empty(t, reports)
}

func TestAnEagerItemThatExitsBreaksItsGatherOff(t *testing.T) {
	ended := make(chan any, 1)
	go func() {
		defer func() { ended <- recover() }()
		_, _ = tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			tasks.LoopOf(ctx).SetTaskFactory(func(s *actor.Spec) { s.Eager = true })
			exits := tasks.Coro[int](func(context.Context) (int, error) { runtime.Goexit(); return 0, nil })
			_, err := supervise.Gather(ctx, tasks.Awaitable[int](tasks.After(time.Second, 1)), exits).Await(ctx)
			return err
		}), tasks.VirtualClock(), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	}()
	require.Nil(t, <-ended)
}

// reportedErrors runs body and returns the errors that were reported by the end of the run.
func reportedErrors(t *testing.T, body func(ctx context.Context)) (reported []error) {
	t.Helper()
	inRun(t, body, tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { reported = append(reported, r.Err) }))
	return reported
}

func TestCancelOfAGatherThatHasFailedHidesNoError(t *testing.T) {
	lost := errors.New("nobody asked for it")
	var all *tasks.Future[[]int]
	reported := reportedErrors(t, func(ctx context.Context) {
		f := newFutures(ctx, 1)
		all = supervise.Gather[int](ctx, f[0])
		require.NoError(t, f[0].SetError(lost))
		letPass(t, ctx, 10)
		require.False(t, all.Cancel())
	})
	require.Equal(t, []error{lost}, reported)
	runtime.KeepAlive(all)
}

func TestGatherOutcomesThatNeverEndsHidesNoError(t *testing.T) {
	lost := errors.New("nobody asked for it")
	var all *tasks.Future[[]supervise.Outcome[int]]
	reported := reportedErrors(t, func(ctx context.Context) {
		f := newFutures(ctx, 2)
		all = supervise.GatherOutcomes[int](ctx, f[0], f[1])
		require.NoError(t, f[0].SetError(lost))
		letPass(t, ctx, 10)
	})
	require.Equal(t, []error{lost}, reported)
	runtime.KeepAlive(all)
}

func TestACanceledGatherOutcomesHasSeenTheErrorsOfItsItems(t *testing.T) {
	reported := reportedErrors(t, func(ctx context.Context) {
		f := newFutures(ctx, 2)
		all := supervise.GatherOutcomes[int](ctx, f[0], f[1])
		require.NoError(t, f[0].SetError(errors.New("seen")))
		letPass(t, ctx, 10)
		require.True(t, all.Cancel())
		letPass(t, ctx, 10)
		require.True(t, tasks.IsCanceled(all.Err()))
	})
	require.Empty(t, reported)
}

func TestErrorsOfTheItemsOfACanceledGatherAreNotReported(t *testing.T) {
	var reports []tasks.Report
	inRun(t, func(ctx context.Context) {
		failAtCancel := func(after time.Duration) tasks.Coro[int] {
			return func(ctx context.Context) (int, error) {
				_ = tasks.Sleep(ctx, time.Hour)
				_ = tasks.Sleep(ctx, after)
				return 0, errExpected
			}
		}
		all := supervise.GatherOutcomes[int](ctx, failAtCancel(time.Millisecond), failAtCancel(2*time.Millisecond))
		letPass(t, ctx, 10)
		require.True(t, all.Cancel())
		_, err := all.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
	}, tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { reports = append(reports, r) }))
	require.Empty(t, reports)
}
