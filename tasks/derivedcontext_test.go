package tasks_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// endlessWaits are awaits of something that does not come.
var endlessWaits = map[string]func(own, ctx context.Context) error{
	"sleep":  func(_, ctx context.Context) error { return tasks.Sleep(ctx, time.Hour) },
	"future": func(own, ctx context.Context) error { _, err := tasks.NewFuture[int](own).Await(ctx); return err },
	"task": func(own, ctx context.Context) error {
		task := tasks.Go(own, tasks.After(time.Hour, 1))
		_, err := task.Await(ctx)
		if !task.Canceled() {
			return nil
		}
		return err
	},
	"event": func(_, ctx context.Context) error { return new(tasks.Event).Wait(ctx) },
	"queue": func(_, ctx context.Context) error { _, err := tasks.NewQueue[int](0).Get(ctx); return err },
	"chan":  func(_, ctx context.Context) error { _, _, err := tasks.NewChan[int](0).Recv(ctx); return err },
}

func TestTheEndOfADerivedContextEndsTheAwaitWithItsCause(t *testing.T) {
	for name, wait := range endlessWaits {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				start := tasks.LoopOf(ctx).Now()
				derived, cancel := context.WithCancelCause(ctx)
				tasks.LoopOf(ctx).CallLater(time.Second, func() { cancel(errBoom) })
				require.Same(t, errBoom, wait(ctx, derived))
				require.Equal(t, time.Second, tasks.LoopOf(ctx).Now().Sub(start))
				require.NoError(t, tasks.Yield(ctx), "the task itself was canceled")
				require.Zero(t, tasks.Current(ctx).Canceling())
			})
		})
	}
}

func TestAnAwaitUnderAContextThatHasEndedFails(t *testing.T) {
	for name, wait := range endlessWaits {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				derived, cancel := context.WithCancelCause(ctx)
				cancel(errBoom)
				require.Same(t, errBoom, wait(ctx, derived))
				require.Same(t, errBoom, tasks.Yield(derived))
				require.NoError(t, tasks.Yield(ctx))
			})
		})
	}
}

func TestAResultThatIsThereIsGivenUnderAContextThatHasEnded(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		derived, cancel := context.WithCancel(ctx)
		cancel()
		v, err := tasks.Resolved(ctx, 5, nil).Await(derived)
		require.NoError(t, err)
		require.Equal(t, 5, v)
	})
}

func TestATimeLimitOfAContextEndsAnAwait(t *testing.T) {
	for name, wait := range endlessWaits {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
					limited, cancel := context.WithTimeout(ctx, time.Minute)
					defer cancel()
					return wait(ctx, limited)
				}))
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.Equal(t, time.Minute, time.Since(start))
			})
		})
	}
}

func TestATaskThatRefusesTheEndOfAContextIsWaitedFor(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		stubborn := tasks.Go(ctx, func(ctx context.Context) (string, error) {
			require.ErrorIs(t, tasks.Sleep(ctx, time.Hour), tasks.ErrCanceled)
			return "refused", tasks.Sleep(ctx, time.Second)
		})
		derived, cancel := context.WithCancel(ctx)
		tasks.LoopOf(ctx).CallLater(time.Second, cancel)
		v, err := stubborn.Await(derived)
		require.NoError(t, err)
		require.Equal(t, "refused", v)
	})
}

func TestAFailureThatAnswersTheEndOfAContextIsTheAwaitsError(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		failing := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			_ = tasks.Sleep(ctx, time.Hour)
			return 0, errBoom
		})
		derived, cancel := context.WithCancel(ctx)
		tasks.LoopOf(ctx).CallLater(time.Second, cancel)
		_, err := failing.Await(derived)
		require.Same(t, errBoom, err)
	})
}

func TestACancellationOfTheTaskIsOneUnderADerivedContext(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		for _, contextEnds := range []bool{false, true} {
			task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				derived, cancel := context.WithCancelCause(ctx)
				defer cancel(nil)
				tasks.LoopOf(ctx).CallSoon(func() {
					tasks.AllOn(tasks.LoopOf(ctx))[1].Cancel("enough")
					if contextEnds {
						cancel(errBoom)
					}
				})
				return tasks.Sleep(derived, time.Hour)
			}))
			_, err := task.Await(ctx)
			require.ErrorIs(t, err, tasks.ErrCanceled)
			require.ErrorContains(t, err, "enough")
			require.True(t, task.Canceled())
		}
	})
}

// context.Canceled is no cancellation of the task: it fails.
func TestTheEndOfADerivedContextIsAnErrorAndNoCancellation(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			derived, cancel := context.WithCancel(ctx)
			tasks.LoopOf(ctx).CallSoon(cancel)
			return tasks.Sleep(derived, time.Hour)
		}))
		_, err := task.Await(ctx)
		require.Equal(t, context.Canceled, err)
		require.False(t, task.Canceled())
	})
}

func TestAContextWithAValueCarriesTheTask(t *testing.T) {
	type key struct{}
	inRun(t, func(ctx context.Context) {
		with := context.WithValue(ctx, key{}, "value")
		require.Same(t, tasks.Current(ctx), tasks.Current(with))
		child := tasks.Go(with, func(ctx context.Context) (any, error) { return ctx.Value(key{}), tasks.Yield(ctx) })
		v, err := child.Await(with)
		require.NoError(t, err)
		require.Equal(t, "value", v)
	})
}

func TestTheOwnContextOfATaskEndsWithIt(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var own, derived context.Context
		task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			own = ctx
			var stop context.CancelFunc
			derived, stop = context.WithCancel(ctx)
			t.Cleanup(stop) // too late to matter: derived ends with the task
			_ = tasks.Sleep(ctx, time.Hour)
			require.NoError(t, own.Err(), "it has ended with the cancellation")
			require.NoError(t, derived.Err())
			return nil
		}))
		letPass(t, ctx, 1)
		task.Cancel()
		_, err := task.Await(ctx)
		require.NoError(t, err)
		require.ErrorIs(t, own.Err(), context.Canceled)
		require.ErrorIs(t, derived.Err(), context.Canceled)
		require.NoError(t, ctx.Err())
	})
}

// Under the real clock: the news of the end of a context comes by a goroutine.
func TestTheEndOfItsContextCancelsATaskOnce(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		derived, cancel := context.WithCancelCause(ctx)
		child := tasks.Go(derived, func(ctx context.Context) (string, error) {
			require.NoError(t, ctx.Err())
			_, err := tasks.NewFuture[int](ctx).Await(ctx)
			require.ErrorIs(t, err, tasks.ErrCanceled)
			require.ErrorContains(t, err, "boom", "the cause is the message")
			require.Equal(t, 1, tasks.Current(ctx).Canceling())
			require.NoError(t, ctx.Err(), "the body's own context has ended")
			require.NoError(t, tasks.Yield(ctx), "the cancellation came twice")
			return "cleaned up", nil
		})
		tasks.LoopOf(ctx).CallSoon(func() { cancel(errBoom) })
		v, err := child.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "cleaned up", v)
		return nil
	}))
	require.NoError(t, err)
}

func TestATaskOfAWithoutCancelContextOutlivesItsCreator(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		child, err := tasks.Go(ctx, func(ctx context.Context) (*tasks.Task[int], error) {
			return tasks.Go(context.WithoutCancel(ctx), tasks.After(time.Second, 1)), nil
		}).Await(ctx)
		require.NoError(t, err)
		v, err := child.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 1, v)
	})
}

func TestARequestFromBeforeGoesBeforeTheEndOfADerivedContext(t *testing.T) {
	for name, wait := range endlessWaits {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
					derived, cancel := context.WithCancelCause(ctx)
					cancel(errBoom)
					tasks.Current(ctx).Cancel("outside")
					return wait(ctx, derived)
				}))
				_, err := task.Await(ctx)
				require.ErrorContains(t, err, "outside")
				require.True(t, task.Canceled())
			})
		})
	}
}

func TestAContextThatEndsAsksAgainWhatAnotherRequestHasCanceled(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var second error
		task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			child := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				err := tasks.Sleep(ctx, time.Hour)
				second = tasks.Sleep(ctx, time.Minute) // it cleans up
				return err
			}))
			_ = tasks.Yield(ctx)
			derived, cancel := context.WithCancelCause(ctx)
			tasks.LoopOf(ctx).CallLater(time.Second, func() { cancel(errBoom) })
			tasks.Current(ctx).Cancel("outside")
			_, err := child.Await(derived)
			return err
		}))
		_, err := task.Await(ctx)
		require.ErrorContains(t, err, "outside")
		require.ErrorContains(t, second, errBoom.Error())
	})
}
