package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// The address of an actor in Supervisor.Children, when the task that called Child ends.

// startInEndedTask starts a supervisor of an actor in a task that ends.
func startInEndedTask(ctx context.Context, t *testing.T, before func(ctx context.Context, of supervise.Supervisor)) (*supervise.Supervised, *supervise.Ref) {
	t.Helper()
	var ref *supervise.Ref
	s, err := tasks.Go(ctx, func(ctx context.Context) (*supervise.Supervised, error) {
		child, r, err := supervise.Actor{Handle: fragile}.Child(ctx)
		ref = r
		described := supervise.Supervisor{Children: []supervise.Child{child}}
		before(ctx, described)
		return supervise.Start(ctx, described), err
	}).Await(ctx)
	require.NoError(t, err)
	return s, ref
}

func doNothing(context.Context, supervise.Supervisor) {}

func TestADescribedActorOutlivesWhoDescribedItUnderAStartedSupervisor(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		s, ref := startInEndedTask(ctx, t, doNothing)
		v, err := answerOf(ctx, ref, 1)
		require.NoError(t, err)
		require.Equal(t, 1, v)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
		requireEnded(ctx, t, ref)
	})
}

func TestADescribedActorOutlivesWhoDescribedItUnderASecondSupervisor(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		s, ref := startInEndedTask(ctx, t, func(ctx context.Context, described supervise.Supervisor) {
			first := supervise.Start(ctx, described)
			require.NoError(t, tasks.Yield(ctx))
			_, err := first.Shutdown(ctx)
			require.NoError(t, err)
		})
		v, err := answerOf(ctx, ref, 1)
		require.NoError(t, err)
		require.Equal(t, 1, v)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
		requireEnded(ctx, t, ref)
	})
}

func TestTheAddressOfADescribedActorEndsWithWhoDescribedItWhenItsSupervisorHasEnded(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var ref *supervise.Ref
		_, err := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			child, r, err := supervise.Actor{Handle: fragile}.Child(ctx)
			require.NoError(t, err)
			ref = r
			s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}})
			require.NoError(t, tasks.Yield(ctx))
			_, err = s.Shutdown(ctx)
			return err
		})).Await(ctx)
		require.NoError(t, err)
		require.NoError(t, tasks.Yield(ctx))
		requireEnded(ctx, t, ref)
	})
}

func TestTheAddressOfADescribedActorEndsWhenItIsRemovedAfterTheEndOfWhoDescribedIt(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		s, ref := startInEndedTask(ctx, t, doNothing)
		require.NoError(t, tasks.Yield(ctx))
		require.NoError(t, s.RemoveAndWait(ctx, s.Children()[0].Name))
		requireEnded(ctx, t, ref)
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestTheAddressOfADescribedActorEndsWithASupervisorThatIsCanceledBeforeItBegins(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		s, ref := startInEndedTask(ctx, t, doNothing)
		s.Cancel()
		_, err := s.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.NoError(t, tasks.Yield(ctx))
		requireEnded(ctx, t, ref)
	})
}

func TestADescribedActorOutlivesWhoDescribedItUnderTheSupervisorThatReplacesAnother(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		s, ref := startInEndedTask(ctx, t, func(ctx context.Context, described supervise.Supervisor) {
			first := supervise.Start(ctx, described)
			require.NoError(t, tasks.Yield(ctx))
			first.Cancel() // and it ends later
		})
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		v, err := answerOf(ctx, ref, 1)
		require.NoError(t, err)
		require.Equal(t, 1, v)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
		requireEnded(ctx, t, ref)
	})
}

func TestADescribedActorOfASupervisorBelowAStartedOneOutlivesWhoDescribedIt(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var ref *supervise.Ref
		top, err := tasks.Go(ctx, func(ctx context.Context) (*supervise.Supervised, error) {
			child, r, err := supervise.Actor{Name: "counter", Handle: fragile}.Child(ctx)
			ref = r
			workers := supervise.Supervisor{Name: "workers", Children: []supervise.Child{child}}
			return supervise.Start(ctx, supervise.Supervisor{Name: "top", Children: []supervise.Child{workers.Child()}}), err
		}).Await(ctx)
		require.NoError(t, err)
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.False(t, top.Finished())
		v, err := answerOf(ctx, ref, 1)
		require.NoError(t, err)
		require.Equal(t, 1, v)
		_, err = top.Shutdown(ctx)
		require.NoError(t, err)
		requireEnded(ctx, t, ref)
	})
}

func TestADescribedActorOfASupervisorThatAddHasTakenOutlivesWhoDescribedIt(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		top := supervise.Start(ctx, supervise.Supervisor{Name: "top"})
		ref, err := tasks.Go(ctx, func(ctx context.Context) (*supervise.Ref, error) {
			child, ref, err := supervise.Actor{Name: "counter", Handle: fragile}.Child(ctx)
			require.NoError(t, err)
			return ref, top.Add(supervise.Supervisor{Name: "workers", Children: []supervise.Child{child}}.Child())
		}).Await(ctx)
		require.NoError(t, err)
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		v, err := answerOf(ctx, ref, 1)
		require.NoError(t, err)
		require.Equal(t, 1, v)
		require.NoError(t, top.RemoveAndWait(ctx, "workers"))
		requireEnded(ctx, t, ref)
		_, err = top.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestADescribedActorOfASupervisorThatIsStartedAgainKeepsItsAddress(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var ref *supervise.Ref
		top, err := tasks.Go(ctx, func(ctx context.Context) (*supervise.Supervised, error) {
			child, r, err := supervise.Actor{Name: "counter", Handle: fragile}.Child(ctx)
			ref = r
			workers := supervise.Supervisor{Name: "workers", Intensity: supervise.NeverRestart, Children: []supervise.Child{child}}
			return supervise.Start(ctx, supervise.Supervisor{Name: "top", Children: []supervise.Child{workers.Child()}}), err
		}).Await(ctx)
		require.NoError(t, err)
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		tell(t, ctx, ref, "fail")
		v, err := answerOf(ctx, ref, 1)
		require.NoError(t, err)
		require.Equal(t, 1, v)
		_, err = top.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestASupervisorThatForgetsAnActorInItsBackoffLeavesTheOneThatARunHasStartedAlone(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, ref, err := supervise.Actor{Handle: fragile}.Child(ctx)
		require.NoError(t, err)
		first := supervise.Start(ctx, supervise.Supervisor{
			Backoff:  supervise.Backoff{Min: time.Minute},
			Events:   func(supervise.Event) {},
			Children: []supervise.Child{child},
		})
		tell(t, ctx, ref, "fail")
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		second := tasks.Go(ctx, tasks.Void(supervise.Supervisor{Children: []supervise.Child{child}}.Run))
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.NoError(t, first.Remove(child.Name))
		v, err := tasks.Ask[int](ctx, ref.PID(), 1).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 1, v)
		second.Cancel()
		_, err = first.Shutdown(ctx)
		require.NoError(t, err)
	})
}
