package supervise_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// stubbornWhenSlow takes ten seconds more for "slow" when it is canceled.
func stubbornWhenSlow(ctx context.Context, msg any) (any, error) {
	if msg == "slow" {
		_ = tasks.Sleep(ctx, time.Hour)
		_ = tasks.Sleep(ctx, 10*time.Second)
	}
	return msg, nil
}

// tellSlow tells an actor "slow".
func tellSlow(t *testing.T, ctx context.Context) func(*supervise.Ref) {
	return func(ref *supervise.Ref) { tell(t, ctx, ref, "slow") }
}

// failingSibling is a child that fails after a second, and then no more.
func failingSibling() supervise.Child {
	runs := 0
	return supervise.Child{Name: "sibling", Run: func(ctx context.Context) error {
		if runs++; runs == 1 {
			_ = tasks.Sleep(ctx, time.Second)
			return errOutOfOrder
		}
		return tasks.Sleep(ctx, time.Hour)
	}}
}

// abandonFirstLife lets a supervisor abandon the first life of an actor, which does not stop within
// a second after what send sends, and begin the second.
func abandonFirstLife(ctx context.Context, t *testing.T, a supervise.Actor, send func(*supervise.Ref)) (*supervise.Ref, *supervise.Supervised) {
	t.Helper()
	child, ref, err := a.Child(ctx)
	require.NoError(t, err)
	child.StopLimit, child.WaitReady = time.Second, false
	s := supervise.Start(ctx, supervise.Supervisor{
		Strategy: supervise.OneForAll, Children: []supervise.Child{child, failingSibling()}, Events: func(supervise.Event) {},
	})
	send(ref)
	require.NoError(t, tasks.Sleep(ctx, 5*time.Second))
	return ref, s
}

func TestAnAbandonedLifeOfAnActorEndsBesideTheNext(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ends := 0
		_, s := abandonFirstLife(ctx, t, supervise.Actor{Handle: stubbornWhenSlow, OnStopped: func(context.Context) error { ends++; return nil }}, tellSlow(t, ctx))
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.Equal(t, 1, ends)
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestAnAbandonedLifeThatForgotItsCancellationEnds(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		life, ends := 0, 0
		_, s := abandonFirstLife(ctx, t, supervise.Actor{
			OnStarted: func(ctx context.Context) error {
				if life++; life == 1 {
					_ = tasks.Sleep(ctx, time.Hour)
				}
				return nil
			},
			Handle:    fragile,
			OnStopped: func(context.Context) error { ends++; return nil },
		}, tellSlow(t, ctx))
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.Equal(t, 2, life)
		require.Equal(t, 1, ends)
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestTheLastLifeOfAnActorThatForgotItsCancellationEnds(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ends := 0
		s := supervise.Start(ctx, supervise.Supervisor{Events: func(supervise.Event) {}})
		child, _, err := supervise.Actor{
			Name: "a",
			OnStarted: func(ctx context.Context) error {
				_ = tasks.Sleep(ctx, time.Hour)
				return nil
			},
			Handle:    fragile,
			OnStopped: func(context.Context) error { ends++; return nil },
		}.Child(ctx)
		require.NoError(t, err)
		require.NoError(t, s.Add(child))
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.NoError(t, s.Remove("a"))
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.Equal(t, 1, ends)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestTheEndOfAnAbandonedLifeLeavesTheNextAlone(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref, s := abandonFirstLife(ctx, t, supervise.Actor{
			OnStopping: func(ctx context.Context) error { return tasks.Sleep(ctx, 10*time.Second) },
			Handle: func(ctx context.Context, _ any) (any, error) {
				return nil, supervise.SetReceiveTimeout(ctx, time.Hour)
			},
		}, tellSlow(t, ctx))
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		_, err := answerOf(ctx, ref, "work")
		require.NoError(t, err)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestAnAbandonedLifeOfAnActorDoesNotKeepTheNextFromItsMessages(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref, s := abandonFirstLife(ctx, t, supervise.Actor{Handle: stubbornWhenSlow}, tellSlow(t, ctx))
		v, err := supervise.WaitFor(ctx, tasks.Ask[any](ctx, ref.PID(), "work"), time.Second)
		require.NoError(t, err)
		require.Equal(t, "work", v)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestACycleThroughAnAbandonedLifeIsFound(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		closed := tasks.NewFuture[error](ctx)
		var a *supervise.Ref
		b, s := abandonFirstLife(ctx, t, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			_, _ = stubbornWhenSlow(ctx, msg)
			_, err := tasks.Ask[any](ctx, a.PID(), msg).Await(ctx)
			return nil, closed.SetResult(err)
		}}, func(b *supervise.Ref) { // a asks b
			a = spawn(t, ctx, supervise.Actor{Name: "a", Handle: forwardTo(&b)})
			tell(t, ctx, a, "slow")
		})
		err, waited := supervise.WaitFor(ctx, closed, time.Minute)
		require.NoError(t, waited)
		var cycle *supervise.CycleError
		require.ErrorAs(t, err, &cycle)
		require.Equal(t, []string{"nonhost/a", "nonhost/" + b.PID().GetId(), "nonhost/a"}, cycle.Actors)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestAnActorThatRunsDoesNotRunTwice(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, _, err := supervise.Actor{Handle: fragile}.Child(ctx)
		require.NoError(t, err)
		again := child
		again.Name = "again"
		s := supervise.Start(ctx, supervise.Supervisor{
			Children: []supervise.Child{child, again}, Intensity: supervise.NeverRestart, Events: func(supervise.Event) {},
		})
		_, err = s.Await(ctx)
		require.ErrorContains(t, err, "runs already")
	})
}

func TestAnActorIsNotReadySinceOneThatItSpawnedIs(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		begin := tasks.LoopOf(ctx).Now()
		var next time.Duration
		child, _, err := supervise.Actor{Handle: fragile, OnStarted: func(ctx context.Context) error {
			if _, err := supervise.SpawnChild(ctx, supervise.Actor{Handle: fragile}); err != nil {
				return err
			}
			return tasks.Sleep(ctx, 10*time.Second)
		}}.Child(ctx)
		require.NoError(t, err)
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child, {Name: "next", Run: func(ctx context.Context) error {
			next = tasks.LoopOf(ctx).Now().Sub(begin)
			return tasks.Sleep(ctx, time.Hour)
		}}}})
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.Equal(t, 10*time.Second, next)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestAnActorRunsOnItsLoopOnly(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, _, err := supervise.Actor{Handle: fragile}.Child(ctx)
		require.NoError(t, err)
		other, err := tasks.Start()
		require.NoError(t, err)
		_, err = tasks.Submit(other, tasks.Void(child.Run)).Wait(context.Background())
		require.ErrorIs(t, err, tasks.ErrForeignLoop)
		require.NoError(t, other.Shutdown(context.Background()))
	})
}

func TestAGoexitInAHookStopsTheChildrenOfTheLife(t *testing.T) {
	loop, err := tasks.Start(tasks.VirtualClock(), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	require.NoError(t, err)
	_, err = tasks.Submit(loop, tasks.Void(func(ctx context.Context) error {
		stopped := false
		spawn(t, ctx, supervise.Actor{Handle: fragile, OnStarted: func(ctx context.Context) error {
			_, err := supervise.SpawnChild(ctx, supervise.Actor{Handle: fragile, OnStopped: func(context.Context) error {
				stopped = true
				return nil
			}})
			require.NoError(t, err)
			runtime.Goexit()
			return nil
		}})
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.True(t, stopped)
		return nil
	})).Wait(context.Background())
	require.NoError(t, err)
	require.NoError(t, loop.Shutdown(context.Background()))
}

func TestAnAbandonedLifeLeavesTheRequestsOfItsChildrenToTheNext(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		answer, life := tasks.NewFuture[any](ctx), 0
		_, s := abandonFirstLife(ctx, t, supervise.Actor{
			OnStarted: func(ctx context.Context) error {
				if life++; life > 1 {
					return nil
				}
				self := supervise.Self(ctx)
				require.NoError(t, spawnWorkingChild(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
					_ = tasks.Sleep(ctx, 4*time.Second) // the next life has begun, and is busy
					v, err := tasks.Ask[any](ctx, self, "question").Await(ctx)
					require.NoError(t, err)
					return nil, answer.SetResult(v)
				}}))
				_, err := stubbornWhenSlow(ctx, "slow")
				return err
			},
			Handle: func(ctx context.Context, msg any) (any, error) {
				if msg == "slow" {
					return msg, tasks.Sleep(ctx, 20*time.Second)
				}
				return msg, nil
			},
		}, tellSlow(t, ctx))
		v, err := supervise.WaitFor(ctx, answer, time.Minute)
		require.NoError(t, err)
		require.Equal(t, "question", v)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestAnAbandonedLifeThatEndsForgetsNoStopOfTheNext(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		starts := 0
		ref, s := abandonFirstLife(ctx, t, supervise.Actor{Handle: stubbornWhenSlow, OnStarted: func(ctx context.Context) error {
			if starts++; starts == 2 {
				return tasks.Sleep(ctx, 20*time.Second) // meanwhile the first life ends
			}
			return nil
		}}, tellSlow(t, ctx))
		ref.Stop()
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.Equal(t, 3, starts)
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestAnAbandonedLifeChangesNothingOfTheNext(t *testing.T) {
	for name, change := range map[string]func(ctx context.Context) error{
		"Become":            func(ctx context.Context) error { return supervise.Become(ctx, ignoring) },
		"Unbecome":          supervise.Unbecome,
		"Unstash":           supervise.Unstash,
		"SetReceiveTimeout": func(ctx context.Context) error { return supervise.SetReceiveTimeout(ctx, time.Second) },
	} {
		t.Run(name, func(t *testing.T) {
			inLoggedRun(t, func(ctx context.Context) {
				var told error
				_, s := abandonFirstLife(ctx, t, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
					_, _ = stubbornWhenSlow(ctx, msg)
					told = change(ctx)
					return nil, nil
				}}, tellSlow(t, ctx))
				require.NoError(t, tasks.Sleep(ctx, time.Minute))
				require.ErrorIs(t, told, supervise.ErrActorStopped)
				_, err := s.Shutdown(ctx)
				require.NoError(t, err)
			})
		})
	}
}
