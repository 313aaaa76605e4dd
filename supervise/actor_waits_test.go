package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// Whom an actor waits for that is to be started again must not wait for its answer.

// requireAskRefused lets a supervised actor fail after a second, and expects that what somebody
// asks it, in a circle of waits, is refused. begin is its only message.
func requireAskRefused(t *testing.T, a supervise.Actor, begin func(ctx context.Context, ask func(ctx context.Context) error) error) {
	t.Helper()
	inRun(t, func(ctx context.Context) {
		asked, begun := tasks.NewFuture[error](ctx), false
		a.Handle = func(ctx context.Context, msg any) (any, error) {
			if msg == "hello" || begun {
				return msg, nil
			}
			begun = true
			self := supervise.Self(ctx)
			return nil, begin(ctx, func(ctx context.Context) error {
				_, err := tasks.Ask[any](ctx, self, "question").Await(ctx)
				return asked.SetResult(err)
			})
		}
		ref, s := asSupervised(ctx, t, a)
		err, waited := supervise.WaitFor(ctx, asked, time.Minute)
		require.NoError(t, waited)
		require.ErrorIs(t, err, supervise.ErrActorStopped)
		_, err = answerOf(ctx, ref, "hello")
		require.NoError(t, err)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

// spawnWorkingChild starts a child of ctx's actor, and sends it a message.
func spawnWorkingChild(ctx context.Context, a supervise.Actor) error {
	ref, err := supervise.SpawnChild(ctx, a)
	if err != nil {
		return err
	}
	return tasks.Tell(ctx, ref.PID(), "work")
}

func TestAnInterleavingChildThatAsksItsParentDoesNotKeepThatFromARestart(t *testing.T) {
	for _, after := range []time.Duration{0, 2 * time.Second} { // the parent fails after one
		requireAskRefused(t, supervise.Actor{}, func(ctx context.Context, ask func(context.Context) error) error {
			require.NoError(t, spawnWorkingChild(ctx, supervise.Actor{Interleave: -1, Handle: func(ctx context.Context, _ any) (any, error) {
				if err := tasks.Sleep(ctx, after); err != nil {
					return nil, err
				}
				return nil, ask(ctx)
			}}))
			return sleepThen(1000, errExpected)(ctx)
		})
	}
}

func TestAHookOfAChildThatAsksItsParentDoesNotKeepThatFromARestart(t *testing.T) {
	requireAskRefused(t, supervise.Actor{}, func(ctx context.Context, ask func(context.Context) error) error {
		require.NoError(t, spawnWorkingChild(ctx, supervise.Actor{Handle: fragile, OnStopping: ask}))
		return sleepThen(1000, errExpected)(ctx)
	})
}

func TestAChildOfAChildThatHasAskedDoesNotKeepAnActorFromARestart(t *testing.T) {
	requireAskRefused(t, supervise.Actor{}, func(ctx context.Context, ask func(context.Context) error) error {
		require.NoError(t, spawnWorkingChild(ctx, supervise.Actor{Handle: fragile, OnStarted: func(ctx context.Context) error {
			return spawnWorkingChild(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) { return nil, ask(ctx) }})
		}}))
		return sleepThen(1000, errExpected)(ctx)
	})
}

func TestAChildThatAHookWaitsForIsRefused(t *testing.T) {
	var child *supervise.Ref
	requireAskRefused(t, supervise.Actor{OnStopping: func(ctx context.Context) error {
		if child == nil {
			return nil
		}
		_, err := answerOf(ctx, child, "flush")
		child = nil
		return err
	}}, func(ctx context.Context, ask func(context.Context) error) (err error) {
		child, err = supervise.SpawnChild(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) { return nil, ask(ctx) }})
		require.NoError(t, err)
		return sleepThen(1000, errExpected)(ctx)
	})
}

func TestAnInterleavingActorThatStopsIsNotAskedBack(t *testing.T) {
	for _, stop := range []func(*supervise.Ref){(*supervise.Ref).Stop, (*supervise.Ref).Poison} {
		inRun(t, func(ctx context.Context) {
			asked := tasks.NewFuture[error](ctx)
			ref, s := asSupervised(ctx, t, supervise.Actor{Interleave: -1, Handle: func(ctx context.Context, _ any) (any, error) {
				if err := tasks.Sleep(ctx, time.Second); err != nil {
					return nil, err
				}
				_, err := tasks.Ask[any](ctx, supervise.Self(ctx), "question").Await(ctx)
				return nil, asked.SetResult(err)
			}})
			require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
			stop(ref)
			err, waited := supervise.WaitFor(ctx, asked, time.Minute)
			require.NoError(t, waited)
			require.ErrorIs(t, err, supervise.ErrActorStopped)
			_, err = s.Shutdown(ctx)
			require.NoError(t, err)
		})
	}
}

func TestWhatIsStashedWhenAnActorStopsIsReturnedAtOnce(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		refused := tasks.NewFuture[error](ctx)
		parent := spawn(t, ctx, supervise.Actor{
			OnStarted: func(ctx context.Context) error {
				self := supervise.Self(ctx)
				return spawnWorkingChild(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
					_, err := tasks.Ask[any](ctx, self, "question").Await(ctx)
					return nil, refused.SetResult(err)
				}})
			},
			Handle: func(ctx context.Context, _ any) (any, error) {
				require.NoError(t, tasks.Sleep(ctx, time.Second)) // it is told to stop meanwhile
				return nil, supervise.Stash(ctx)
			},
		})
		require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
		parent.Stop()
		_, err := supervise.WaitFor(ctx, goVoid(ctx, parent.Await), time.Minute)
		require.NoError(t, err)
		err, waited := supervise.WaitFor(ctx, refused, time.Minute)
		require.NoError(t, waited)
		var dead *tasks.DeadLetterError
		require.ErrorAs(t, err, &dead)
	})
}

func TestAQuestionToItselfThatWaitsWhenAnActorStopsIsRefused(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		asked := tasks.NewFuture[error](ctx)
		ref, s := asSupervised(ctx, t, supervise.Actor{Interleave: 2, Handle: func(ctx context.Context, msg any) (any, error) {
			if msg == "busy" {
				return nil, tasks.Sleep(ctx, 10*time.Second)
			}
			if err := tasks.Sleep(ctx, time.Second); err != nil {
				return nil, err
			}
			_, err := tasks.Ask[any](ctx, supervise.Self(ctx), "question").Await(ctx)
			return nil, asked.SetResult(err)
		}})
		tell(t, ctx, ref, "busy")
		require.NoError(t, tasks.Sleep(ctx, 2*time.Second))
		ref.Stop()
		err, waited := supervise.WaitFor(ctx, asked, time.Minute)
		require.NoError(t, waited)
		require.ErrorIs(t, err, supervise.ErrActorStopped)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestWhoIsNotWaitedForMayAskAnActorThatEndsAndItsNextLifeAnswers(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ref, s := asSupervised(ctx, t, supervise.Actor{Interleave: -1, Handle: func(ctx context.Context, msg any) (any, error) {
			if msg == "work" {
				return nil, sleepThen(1000, errExpected)(ctx)
			}
			return stubbornWhenSlow(ctx, msg)
		}})
		tell(t, ctx, ref, "slow") // which the end waits for
		require.NoError(t, tasks.Sleep(ctx, 2*time.Second))
		stranger := spawn(t, ctx, supervise.Actor{Handle: forwardTo(&ref)})
		v, err := answerOf(ctx, stranger, "hello")
		require.NoError(t, err)
		require.Equal(t, "hello", v)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}
