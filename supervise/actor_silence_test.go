package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// noteTimeouts notes when the receive timeouts of an actor came, whose other messages do what
// handle does.
func noteTimeouts(ctx context.Context, came *[]time.Duration, handle supervise.Handler) supervise.Handler {
	begin := tasks.LoopOf(ctx).Now()
	return func(ctx context.Context, msg any) (any, error) {
		if msg != (supervise.ReceiveTimeout{}) {
			return handle(ctx, msg)
		}
		*came = append(*came, tasks.LoopOf(ctx).Now().Sub(begin))
		return nil, nil
	}
}

func TestASilenceEndsWithWhatComesBackFromTheStash(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var came []time.Duration
		n := 0
		ref := spawn(t, ctx, supervise.Actor{
			OnStarted: func(ctx context.Context) error { return supervise.SetReceiveTimeout(ctx, 3*time.Second) },
			Handle: noteTimeouts(ctx, &came, func(ctx context.Context, _ any) (any, error) {
				if n++; n > 1 {
					return nil, tasks.Sleep(ctx, 5*time.Second)
				}
				goVoid(ctx, func(own context.Context) error { // at the end of the silence
					if err := tasks.Sleep(own, 3*time.Second); err != nil {
						return err
					}
					return supervise.Unstash(ctx)
				})
				return nil, supervise.Stash(ctx)
			}),
		})
		tell(t, ctx, ref, "work")
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.Equal(t, []time.Duration{(3 + 5 + 3) * time.Second}, came)
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
}

func TestNoSilenceBeginsInTheFirstStepOfAnEagerHandler(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		tasks.LoopOf(ctx).SetTaskFactory(func(s *actor.Spec) { s.Eager = true })
		var came []time.Duration
		ref := spawn(t, ctx, supervise.Actor{Handle: noteTimeouts(ctx, &came, func(ctx context.Context, _ any) (any, error) {
			require.NoError(t, supervise.SetReceiveTimeout(ctx, 2*time.Second))
			return nil, tasks.Sleep(ctx, 5*time.Second)
		})})
		tell(t, ctx, ref, "work")
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.Equal(t, []time.Duration{(5 + 2) * time.Second}, came)
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
}

func TestTheSlowStartOfAnAbandonedLifeEndsNoSilenceOfTheNext(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var came []time.Duration
		life := 0
		child, _, err := supervise.Actor{
			OnStarted: func(ctx context.Context) error {
				if life++; life > 1 {
					return supervise.SetReceiveTimeout(ctx, 9*time.Second)
				}
				_ = tasks.Sleep(ctx, time.Hour)      // canceled after one second, abandoned after two,
				_ = tasks.Sleep(ctx, 10*time.Second) // and still there after eleven
				return nil
			},
			Handle: noteTimeouts(ctx, &came, fragile),
		}.Child(ctx)
		require.NoError(t, err)
		child.StopLimit, child.WaitReady = time.Second, false
		s := supervise.Start(ctx, supervise.Supervisor{
			Strategy: supervise.OneForAll, Children: []supervise.Child{child, failingSibling()}, Events: func(supervise.Event) {},
		})
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.Equal(t, []time.Duration{(1 + 1 + 9) * time.Second}, came)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestTheSilenceOfALifeThatFailsDoesNotReachTheNext(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var came []time.Duration
		life := 0
		child, ref, err := supervise.Actor{
			OnStarted: func(ctx context.Context) error {
				if life++; life > 1 {
					return nil
				}
				return supervise.SetReceiveTimeout(ctx, 10*time.Second)
			},
			Handle: noteTimeouts(ctx, &came, fragile),
		}.Child(ctx)
		require.NoError(t, err)
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}, Events: func(supervise.Event) {}})
		tell(t, ctx, ref, "fail")
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		_, err = answerOf(ctx, ref, "hello")
		require.NoError(t, err)
		require.Empty(t, came)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestAReceiveTimeoutThatIsTakenBackWhenItHasPassedDoesNotCome(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var came []time.Duration
		ref := spawn(t, ctx, supervise.Actor{Handle: noteTimeouts(ctx, &came, func(ctx context.Context, _ any) (any, error) {
			goVoid(ctx, func(own context.Context) error {
				require.NoError(t, tasks.Yield(own))
				require.NoError(t, tasks.Yield(own)) // it counts
				tasks.LoopOf(own).CallLater(2*time.Second, func() { _ = supervise.SetReceiveTimeout(ctx, 0) })
				return nil
			})
			return nil, supervise.SetReceiveTimeout(ctx, 2*time.Second)
		})})
		tell(t, ctx, ref, "work")
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.Empty(t, came)
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
}

func TestNoSilenceBeginsWhileAnotherMessageIsHandled(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var came []time.Duration
		ref := spawn(t, ctx, supervise.Actor{
			Interleave: 2,
			OnStarted:  func(ctx context.Context) error { return supervise.SetReceiveTimeout(ctx, 2*time.Second) },
			Handle: noteTimeouts(ctx, &came, func(ctx context.Context, msg any) (any, error) {
				return nil, tasks.Sleep(ctx, msg.(time.Duration))
			}),
		})
		tell(t, ctx, ref, 5*time.Second, time.Second)
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.Equal(t, []time.Duration{(5 + 2) * time.Second}, came)
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
}

func TestASlowStartIsNoSilence(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var came []time.Duration
		ref := spawn(t, ctx, supervise.Actor{
			OnStarted: func(ctx context.Context) error {
				require.NoError(t, supervise.SetReceiveTimeout(ctx, 2*time.Second))
				return tasks.Sleep(ctx, 5*time.Second)
			},
			Handle: noteTimeouts(ctx, &came, fragile),
		})
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.Equal(t, []time.Duration{(5 + 2) * time.Second}, came)
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
}
