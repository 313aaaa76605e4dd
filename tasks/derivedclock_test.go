package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// The news of the end of a context comes by a goroutine. A virtual clock must
// not take the time until then for silence.
func TestTheEndOfADerivedContextIsNoDeadlock(t *testing.T) {
	for name, end := range map[string]func(l *tasks.Loop, stop func()){
		"by a callback": func(l *tasks.Loop, stop func()) { l.CallSoon(stop) },
		"by a timer":    func(l *tasks.Loop, stop func()) { l.CallLater(time.Second, stop) },
		"at once":       func(_ *tasks.Loop, stop func()) { stop() },
	} {
		t.Run(name, func(t *testing.T) {
			for range 20 { // the goroutine may be quick
				inRun(t, func(ctx context.Context) {
					within, stop := context.WithCancelCause(ctx)
					end(tasks.LoopOf(ctx), func() { stop(errBoom) })
					_, err := tasks.NewFuture[int](ctx).Await(within)
					require.Same(t, errBoom, err)
				})
			}
		})
	}
}

func TestTheEndOfADerivedContextComesBeforeALaterTimer(t *testing.T) {
	for range 20 {
		inRun(t, func(ctx context.Context) {
			l := tasks.LoopOf(ctx)
			began := l.Now()
			l.CallLater(time.Hour, func() {})
			within, stop := context.WithCancel(ctx)
			l.CallLater(time.Second, stop)
			require.ErrorIs(t, tasks.Sleep(within, time.Minute), context.Canceled)
			require.Equal(t, time.Second, l.Now().Sub(began))
		})
	}
}

// Others are ready all the time, so that no jump of the clock waits for the news.
func TestTheEndOfADerivedContextComesInTheSamePassInEachRun(t *testing.T) {
	for name, start := range map[string]func(ctx, within context.Context) *tasks.Task[int]{
		"a task of the context": func(_, within context.Context) *tasks.Task[int] {
			return tasks.Go(within, tasks.After(time.Hour, 0))
		},
		"an await under it": func(ctx, within context.Context) *tasks.Task[int] {
			never := tasks.NewFuture[int](ctx)
			return tasks.Go(ctx, func(ctx context.Context) (int, error) {
				within, stop := context.WithCancel(ctx)
				tasks.LoopOf(ctx).CallSoon(stop)
				return never.Await(within)
			})
		},
	} {
		took := map[int]bool{}
		for engine, direct := range map[string]bool{"direct": true, "plain": false} {
			t.Run(name+", "+engine, func(t *testing.T) {
				for range 50 {
					_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
						within, stop := context.WithCancel(ctx)
						task := start(ctx, within)
						require.NoError(t, tasks.Yield(ctx))
						stop()
						passes := 0
						for ; !task.Finished(); passes++ {
							tasks.Go(ctx, tasks.After(0, 0))
							require.NoError(t, tasks.Yield(ctx))
						}
						require.Error(t, task.Err())
						took[passes] = true
						return nil
					}), tasks.VirtualClock(), actor.DirectHandOver(direct), actor.Debug(false))
					require.NoError(t, err)
				}
			})
		}
		require.Len(t, took, 1, name)
	}
}

func TestTheEndOfADerivedContextLeavesTheAwaitsUnderAnotherToTheirs(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		begin := func() (task *tasks.Task[int], stop func()) {
			never := tasks.NewFuture[int](ctx)
			task = tasks.Go(ctx, func(ctx context.Context) (int, error) {
				var within context.Context
				within, stop = context.WithCancel(ctx)
				return never.Await(within)
			}, tasks.Eager())
			return task, stop
		}
		first, stopFirst := begin()
		second, stopSecond := begin()
		stopFirst()
		letPass(t, ctx, 4)
		require.True(t, first.Finished())
		require.ErrorIs(t, first.Err(), context.Canceled)
		require.False(t, second.Finished())
		stopSecond()
		letPass(t, ctx, 4) // and not only when nothing else is ready
		require.True(t, second.Finished())
		require.ErrorIs(t, second.Err(), context.Canceled)
	})
}

func TestTheEndOfTheContextOfARunComesInTheSamePassInEachRun(t *testing.T) {
	for range 20 {
		outside, stop := context.WithCancel(t.Context())
		yields := 0
		_, err := tasks.Run(outside, tasks.Void(func(ctx context.Context) error {
			stop()
			for yields < 1000 {
				if err := tasks.Yield(ctx); err != nil {
					return err
				}
				yields++
			}
			return nil
		}), tasks.VirtualClock())
		require.True(t, tasks.IsCanceled(err))
		require.Equal(t, 0, yields)
	}
}
