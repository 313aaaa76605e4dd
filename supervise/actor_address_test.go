package supervise_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// addedActor is an actor that a supervisor has taken by Add, from a task that has ended.
func addedActor(ctx context.Context, t *testing.T, s *supervise.Supervised) (supervise.Child, *supervise.Ref) {
	t.Helper()
	var child supervise.Child
	var ref *supervise.Ref
	_, err := tasks.Go(ctx, tasks.Void(func(ctx context.Context) (err error) {
		child, ref, err = supervise.Actor{Handle: fragile}.Child(ctx)
		if err != nil {
			return err
		}
		return s.Add(child)
	})).Await(ctx)
	require.NoError(t, err)
	return child, ref
}

// requireEnded checks that there is nobody at an address, nor will be.
func requireEnded(ctx context.Context, t *testing.T, ref *supervise.Ref) {
	t.Helper()
	_, err := answerOf(ctx, ref, 1)
	var dead *tasks.DeadLetterError
	require.ErrorAs(t, err, &dead)
}

func TestAnActorThatASupervisorHasTakenOutlivesWhoMadeIt(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{})
		_, ref := addedActor(ctx, t, s)
		v, err := answerOf(ctx, ref, 1)
		require.NoError(t, err)
		require.Equal(t, 1, v)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestTheAddressOfARemovedActorEnds(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{})
		child, ref := addedActor(ctx, t, s)
		require.NoError(t, tasks.Yield(ctx))
		require.NoError(t, s.Remove(child.Name))
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		requireEnded(ctx, t, ref)
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestTheAddressOfAnAddedActorEndsWithItsSupervisor(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{})
		_, ref := addedActor(ctx, t, s)
		require.NoError(t, tasks.Yield(ctx))
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
		requireEnded(ctx, t, ref)
	})
}

func TestTheAddressOfAnAddedActorEndsWithASupervisorThatNeverBegan(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{})
		child, ref, err := supervise.Actor{Handle: fragile}.Child(ctx)
		require.NoError(t, err)
		require.NoError(t, s.Add(child))
		s.Cancel()
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		requireEnded(ctx, t, ref)
	})
}

func TestASupervisorTakesNoActorWhoseAddressHasEnded(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{})
		child, ref := addedActor(ctx, t, s)
		require.NoError(t, s.Remove(child.Name))
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.ErrorContains(t, s.Add(child), "the address of the actor "+ref.PID().GetId()+" has ended")
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestADescribedActorThatIsRemovedReturnsWhatItIsSent(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, ref, err := supervise.Actor{Handle: fragile}.Child(ctx)
		require.NoError(t, err)
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}})
		require.NoError(t, tasks.Yield(ctx))
		require.NoError(t, s.Remove(child.Name))
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		requireEnded(ctx, t, ref)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestADescribedActorComesBackWithItsSupervisor(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, ref, err := supervise.Actor{Handle: fragile}.Child(ctx)
		require.NoError(t, err)
		described := supervise.Supervisor{Children: []supervise.Child{child}}
		s := supervise.Start(ctx, described)
		require.NoError(t, tasks.Yield(ctx))
		require.NoError(t, s.Remove(child.Name))
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)

		s = supervise.Start(ctx, described)
		v, err := answerOf(ctx, ref, 1)
		require.NoError(t, err)
		require.Equal(t, 1, v)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestASupervisorThatForgetsTheActorOfAnotherLeavesItAlone(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, ref, err := supervise.Actor{Handle: fragile}.Child(ctx)
		require.NoError(t, err)
		first := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}})
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		child.Restart = supervise.Temporary
		second := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}})
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.Empty(t, second.Children(), "it runs already")
		v, err := answerOf(ctx, ref, 1)
		require.NoError(t, err)
		require.Equal(t, 1, v)
		for _, s := range []*supervise.Supervised{second, first} {
			_, err = s.Shutdown(ctx)
			require.NoError(t, err)
		}
	})
}

func TestASupervisorTakesNoActorThatAnotherOneRuns(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, ref, err := supervise.Actor{Handle: fragile}.Child(ctx)
		require.NoError(t, err)
		first := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}})
		second := supervise.Start(ctx, supervise.Supervisor{})
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.ErrorContains(t, second.Add(child), "the actor "+ref.PID().GetId()+" runs already: stop it, and wait for its end")
		require.NoError(t, first.Remove(child.Name))
		require.NoError(t, second.Add(child))
		v, err := answerOf(ctx, ref, 1)
		require.NoError(t, err)
		require.Equal(t, 1, v)
		for _, s := range []*supervise.Supervised{second, first} {
			_, err = s.Shutdown(ctx)
			require.NoError(t, err)
		}
	})
}

func TestASupervisorTakesNoActorOfAnotherLoop(t *testing.T) {
	other, err := tasks.Start()
	require.NoError(t, err)
	made, stop := make(chan supervise.Child), make(chan struct{})
	keeps := tasks.Submit(other, tasks.Void(func(ctx context.Context) error {
		child, _, err := supervise.Actor{Handle: fragile}.Child(ctx)
		made <- child
		_, _, received := tasks.Recv(ctx, stop)
		return errors.Join(err, received)
	}))
	child := <-made
	inLoggedRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{})
		require.ErrorIs(t, s.Add(child), tasks.ErrForeignLoop)
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
	close(stop)
	_, err = keeps.Wait(t.Context())
	require.NoError(t, err)
	require.NoError(t, other.Shutdown(t.Context()))
}

func TestAnActorThatIsNotStartedAgainReturnsWhatItIsSent(t *testing.T) {
	for name, restart := range map[string]supervise.RestartType{"transient": supervise.Transient, "temporary": supervise.Temporary} {
		t.Run(name, func(t *testing.T) {
			inLoggedRun(t, func(ctx context.Context) {
				child, ref, err := supervise.Actor{Handle: fragile}.Child(ctx)
				require.NoError(t, err)
				child.Restart = restart
				s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}})
				require.NoError(t, tasks.Yield(ctx))
				ref.Poison()
				early := tasks.Ask[any](ctx, ref.PID(), 1) // it waits behind that
				_, err = early.Await(ctx)
				require.Error(t, err)
				requireEnded(ctx, t, ref)
				_, err = s.Shutdown(ctx)
				require.NoError(t, err)
			})
		})
	}
}

func TestAnActorThatIsNotStartedAgainReturnsWhatItHasStashed(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, ref, err := supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			return nil, supervise.Stash(ctx)
		}}.Child(ctx)
		require.NoError(t, err)
		child.Restart = supervise.Transient
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}})
		require.NoError(t, tasks.Yield(ctx))
		stashed := tasks.Ask[any](ctx, ref.PID(), 1)
		ref.Poison()
		_, err = stashed.Await(ctx)
		var dead *tasks.DeadLetterError
		require.ErrorAs(t, err, &dead)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestASupervisorThatForgetsAnEndedActorLeavesTheOneThatAnotherStartsAgainAlone(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, ref, err := supervise.Actor{Handle: fragile}.Child(ctx)
		require.NoError(t, err)
		child.Restart = supervise.Transient
		first := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}})
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		ref.Stop()
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		second := supervise.Start(ctx, supervise.Supervisor{
			Backoff:  supervise.Backoff{Min: time.Minute},
			Events:   func(supervise.Event) {},
			Children: []supervise.Child{child},
		})
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		tell(t, ctx, ref, "fail")
		waits := tasks.Ask[int](ctx, ref.PID(), 1) // for the end of the backoff
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.NoError(t, first.Remove(child.Name))
		v, err := waits.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 1, v)
		for _, s := range []*supervise.Supervised{second, first} {
			_, err = s.Shutdown(ctx)
			require.NoError(t, err)
		}
	})
}

func TestAnActorThatDecideStopsReturnsWhatItIsSent(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, ref, err := supervise.Actor{Handle: fragile}.Child(ctx)
		require.NoError(t, err)
		s := supervise.Start(ctx, supervise.Supervisor{
			Children: []supervise.Child{child}, Events: func(supervise.Event) {},
			Decide: func(string, error) supervise.Directive { return supervise.Stop },
		})
		tell(t, ctx, ref, "fail")
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		requireEnded(ctx, t, ref)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}
