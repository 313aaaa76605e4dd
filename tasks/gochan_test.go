package tasks_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/internal/invariants"
	"github.com/actorloom/actorloom/tasks"
)

func TestAGoChannelThatIsReadyDoesNotSuspend(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		others := false
		tasks.LoopOf(ctx).CallSoon(func() { others = true })
		ch := make(chan int, 1)
		require.NoError(t, tasks.Send(ctx, ch, 5))
		v, ok, err := tasks.Recv(ctx, ch)
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, 5, v)
		close(ch)
		_, ok, err = tasks.Recv(ctx, ch)
		require.NoError(t, err)
		require.False(t, ok)
		require.False(t, others)
	})
}

func TestATaskAndAGoroutineTalkThroughGoChannels(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		in, out := make(chan int), make(chan int)
		go func() {
			defer close(out)
			for n := range in {
				out <- n * n
			}
		}()
		ticks := 0
		ticker := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			for ; ; ticks++ {
				if err := tasks.Yield(ctx); err != nil {
					return err
				}
			}
		}))
		for n := range 10 {
			require.NoError(t, tasks.Send(ctx, in, n))
			v, ok, err := tasks.Recv(ctx, out)
			require.NoError(t, err)
			require.True(t, ok)
			require.Equal(t, n*n, v)
		}
		close(in)
		_, ok, err := tasks.Recv(ctx, out)
		require.NoError(t, err)
		require.False(t, ok)
		ticker.Cancel()
	})
}

// A close while a send waits is a data race of the program, as in any Go code.
func TestASendToAClosedGoChannelFails(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ch := make(chan int)
		close(ch)
		require.ErrorIs(t, tasks.Send(ctx, ch, 1), tasks.ErrChanClosed)
		_, err := tasks.Select(ctx, tasks.OnSend(ch, 1, func() { t.Error("it was sent") }))
		require.ErrorIs(t, err, tasks.ErrChanClosed)
	})
}

func TestACancellationEndsTheWaitForAGoChannel(t *testing.T) {
	ch, other := make(chan int), make(chan int)
	for name, wait := range map[string]func(ctx context.Context) error{
		"receive": func(ctx context.Context) error { _, _, err := tasks.Recv(ctx, ch); return err },
		"send":    func(ctx context.Context) error { return tasks.Send(ctx, ch, 1) },
		"select": func(ctx context.Context) error {
			_, err := tasks.Select(ctx, tasks.OnRecv(ch, nil), tasks.OnRecv(other, nil))
			return err
		},
		"select of nothing":    func(ctx context.Context) error { _, err := tasks.Select(ctx); return err },
		"receive from nil":     func(ctx context.Context) error { _, _, err := tasks.Recv[int](ctx, nil); return err },
		"send to nil":          func(ctx context.Context) error { return tasks.Send[int](ctx, nil, 1) },
		"future of a channel":  func(ctx context.Context) error { _, err := tasks.FromChan(ctx, ch).Await(ctx); return err },
		"canceled before that": func(ctx context.Context) error { tasks.Current(ctx).Cancel("enough"); return tasks.Send(ctx, ch, 1) },
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				task := tasks.Go(ctx, tasks.Void(wait))
				letPass(t, ctx, 3)
				task.Cancel("enough")
				_, err := task.Await(ctx)
				require.ErrorIs(t, err, tasks.ErrCanceled)
				require.ErrorContains(t, err, "enough")
				select {
				case <-ch:
					t.Error("somebody still sends")
				case ch <- 1:
					t.Error("somebody still receives")
				default:
				}
			})
		})
	}
}

// The test's task does the other half of the operation while the loop stands
// still: the item has changed hands, and the loop does not know it yet.
func TestACancellationThatComesAfterAGoChannelsItemWaitsForTheNextAwait(t *testing.T) {
	for _, receives := range []bool{true, false} {
		inRun(t, func(ctx context.Context) {
			ch := make(chan int)
			task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				var err error
				if receives {
					var v int
					v, _, err = tasks.Recv(ctx, ch)
					require.Equal(t, 1, v)
				} else {
					err = tasks.Send(ctx, ch, 1)
				}
				require.NoError(t, err)
				require.ErrorContains(t, tasks.Yield(ctx), "enough")
				require.NoError(t, tasks.Yield(ctx), "the cancellation came twice")
				return nil
			}))
			letPass(t, ctx, 2)
			if receives {
				ch <- 1
			} else {
				require.Equal(t, 1, <-ch)
			}
			require.True(t, task.Cancel("enough"))
			_, err := task.Await(ctx)
			require.NoError(t, err)
		})
	}
}

func TestANilItemPassesThroughAGoChannel(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ch := make(chan error, 1)
		require.NoError(t, tasks.Send(ctx, ch, nil))
		v, ok, err := tasks.Recv(ctx, ch)
		require.NoError(t, err)
		require.True(t, ok)
		require.NoError(t, v)
	})
}

func TestAGoChannelNeedsATaskToWait(t *testing.T) {
	ch := make(chan int, 1)
	ch <- 1
	_, _, err := tasks.Recv(t.Context(), ch)
	require.ErrorIs(t, err, tasks.ErrNoTask)
	require.Len(t, ch, 1)
}

func TestAFutureOfAGoChannelHasItsNextItem(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ch := make(chan int, 1)
		ch <- 9
		v, err := tasks.FromChan(ctx, ch).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 9, v)
		close(ch)
		_, err = tasks.FromChan(ctx, ch).Await(ctx)
		require.ErrorIs(t, err, tasks.ErrChanClosed)
	})
}

func TestToChanGetsTheValueAndIsClosed(t *testing.T) {
	for _, c := range futureEnds {
		inRun(t, func(ctx context.Context) {
			f := tasks.NewFuture[int](ctx)
			ch := tasks.ToChan[int](f)
			c.end(f)
			v, ok, err := tasks.Recv(ctx, ch)
			require.NoError(t, err)
			require.Equal(t, c.err == nil, ok)
			require.Equal(t, c.value, v)
			_, ok = <-ch
			require.False(t, ok)
		})
	}
}

func TestATaskMayWaitForATimersChannel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			_, _, err := tasks.Recv(ctx, time.After(time.Minute))
			return err
		}))
		require.NoError(t, err)
		require.Equal(t, time.Minute, time.Since(start))
	})
}

// refuses goes on after each cancellation, so that the end of its loop unwinds it.
func refuses(wait func(ctx context.Context) error) tasks.Coro[int] {
	return func(ctx context.Context) (int, error) {
		for {
			_ = wait(ctx)
		}
	}
}

func TestATaskThatIsUnwoundTakesNothingFromAGoChannel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ch := make(chan int)
		_, _ = tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			tasks.Go(ctx, refuses(func(ctx context.Context) error { _, _, err := tasks.Recv(ctx, ch); return err }))
			return tasks.Yield(ctx)
		}), tasks.ShutdownLimit(time.Second), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
		synctest.Wait()
		select {
		case ch <- 1:
			t.Fatal("somebody took it")
		default:
		}
	})
}

func TestToChanIsClosedForATaskThatIsUnwound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ch <-chan int
		_, _ = tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			ch = tasks.ToChan[int](tasks.Go(ctx, refuses(func(ctx context.Context) error { return tasks.Sleep(ctx, time.Hour) })))
			return tasks.Yield(ctx)
		}), tasks.ShutdownLimit(time.Second), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
		_, ok := <-ch
		require.False(t, ok)
	})
}

func TestAReceiveFromAGoChannelInACleanUpIsNotCanceledAgain(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ch := make(chan int)
		task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			_ = tasks.Sleep(ctx, time.Hour)
			tasks.LoopOf(ctx).CallSoon(func() { go func() { ch <- 1 }() })
			if _, _, err := tasks.Recv(ctx, ch); err != nil {
				return err
			}
			return tasks.Yield(ctx)
		}))
		require.NoError(t, tasks.Yield(ctx))
		task.Cancel()
		_, err := task.Await(ctx)
		require.NoError(t, err)
	})
}

func TestAnErrorThatAChannelCannotTellIsReportedUnlessSomebodyAsks(t *testing.T) {
	for asks, want := range map[bool]int{false: 1, true: 0} {
		reports := 0
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			task := tasks.Go(ctx, tasks.Void(func(context.Context) error { return errors.New("lost") }))
			_, ok, err := tasks.Recv(ctx, tasks.ToChan(tasks.Promise[struct{}](task)))
			require.NoError(t, err)
			require.False(t, ok)
			if asks {
				require.Error(t, task.Err())
			}
			return nil
		}), tasks.OnReport(func(*tasks.Loop, tasks.Report) { reports++ }))
		require.NoError(t, err)
		require.Equal(t, want, reports)
	}
}

func TestAGoChannelThatIsReadyTakesNoAllocation(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		ch := make(chan int, 1)
		n := testing.AllocsPerRun(1000, func() {
			require.NoError(t, tasks.Send(ctx, ch, 1))
			_, _, err := tasks.Recv(ctx, ch)
			require.NoError(t, err)
		})
		if !invariants.Enabled { // debug mode, as under the race detector, looks at who calls
			require.Zero(t, n)
		}
		return nil
	}), tasks.Debug(false))
	require.NoError(t, err)
}
