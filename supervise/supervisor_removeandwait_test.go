package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestRemoveAndWaitReturnsWhenTheNameIsFree(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{stubbornChild("a", 10)}})
		letTimePass(ctx, 1)
		require.NoError(t, s.Remove("a"))
		require.ErrorIs(t, s.Add(failingChild("a")), supervise.ErrChildExists)
		require.NoError(t, s.RemoveAndWait(ctx, "a"))
		require.NoError(t, s.Add(failingChild("a")))
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestRemoveAndWaitReturnsWhenTheChildIsAbandoned(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		child := stubbornChild("a", 10)
		child.StopLimit = 5 * time.Millisecond
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}})
		letTimePass(ctx, 1)
		start := tasks.LoopOf(ctx).Now()
		require.NoError(t, s.RemoveAndWait(ctx, "a"))
		require.Equal(t, 5*time.Millisecond, tasks.LoopOf(ctx).Now().Sub(start))
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestRemoveAndWaitOfAChildThatDoesNotRunReturnsAtOnce(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{})
		require.NoError(t, s.Add(failingChild("a")))
		require.NoError(t, s.RemoveAndWait(ctx, "a"))
		require.Empty(t, s.Children())
		require.ErrorIs(t, s.RemoveAndWait(ctx, "a"), supervise.ErrNoSuchChild)
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestACancellationEndsRemoveAndWaitAndTheChildStops(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{stubbornChild("a", 10)}})
		letTimePass(ctx, 1)
		remover := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error { return s.RemoveAndWait(ctx, "a") }))
		letTimePass(ctx, 1)
		require.Contains(t, remover.String(), `waits for the end of child "a"`)
		remover.Cancel()
		_, err := remover.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		letTimePass(ctx, 20)
		require.Empty(t, s.Children())
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestRemoveAndWaitOnAnotherLoopRemovesNothing(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{failingChild("a")}})
		letTimePass(ctx, 1)
		_, err := tasks.ToThread(ctx, func(context.Context) (struct{}, error) {
			return tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error { return s.RemoveAndWait(ctx, "a") }))
		})
		require.ErrorIs(t, err, tasks.ErrForeignLoop)
		require.Len(t, s.Children(), 1)
		_, err = s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestAChildMayRemoveASiblingThatHasEndedWhileTheSupervisorStops(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var s *supervise.Supervised
		first := supervise.Child{Name: "a", StopLimit: supervise.NoLimit, Run: func(ctx context.Context) error {
			canceled := stay(ctx)
			if err := s.RemoveAndWait(ctx, "b"); err != nil {
				return err
			}
			return canceled
		}}
		s = supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{first, failingChild("b")}})
		letTimePass(ctx, 3)
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestRemoveAndWaitReturnsWhenTheChildOfAStoppingSupervisorHasEnded(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{stubbornChild("a", 10), stubbornChild("b", 10)}})
		letTimePass(ctx, 1)
		s.Cancel()
		start := tasks.LoopOf(ctx).Now()
		require.NoError(t, s.RemoveAndWait(ctx, "b"))
		require.Equal(t, 10*time.Millisecond, tasks.LoopOf(ctx).Now().Sub(start))
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestAChildThatCleansUpCannotWaitForItsOwnRemoval(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		var staff *supervise.Supervised
		var got error
		staff = supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{{Name: "a", StopLimit: supervise.NoLimit, Run: func(ctx context.Context) error {
			err := tasks.Sleep(ctx, time.Hour)
			got = staff.RemoveAndWait(ctx, "a")
			return err
		}}}})
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.NoError(t, staff.RemoveAndWait(ctx, "a"))
		require.ErrorIs(t, got, tasks.ErrSelfAwait)
		return nil
	}), tasks.VirtualClock())
	require.NoError(t, err)
}

func TestAHookOfAnActorThatIsRemovedCannotWaitForThat(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		staff := supervise.Start(ctx, supervise.Supervisor{})
		var got error
		a, _, err := supervise.Actor{Name: "a", Handle: func(context.Context, any) (any, error) { return nil, nil }, OnStopping: func(ctx context.Context) error {
			got = staff.RemoveAndWait(ctx, "a")
			return nil
		}}.Child(ctx)
		require.NoError(t, err)
		a.StopLimit = supervise.NoLimit
		require.NoError(t, staff.Add(a))
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.NoError(t, staff.RemoveAndWait(ctx, "a"))
		require.ErrorIs(t, got, tasks.ErrSelfAwait)
		return nil
	}), tasks.VirtualClock())
	require.NoError(t, err)
}

func TestAnActorThatAChildHasSpawnedCannotWaitForTheRemovalOfThatChild(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		staff := supervise.Start(ctx, supervise.Supervisor{})
		var got error
		parent, ref, err := supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			kid, err := supervise.SpawnChild(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
				got = staff.RemoveAndWait(ctx, "parent")
				return nil, nil
			}})
			require.NoError(t, err)
			return nil, tasks.Tell(ctx, kid.PID(), 1)
		}}.Child(ctx)
		require.NoError(t, err)
		parent.Name, parent.StopLimit = "parent", time.Hour // NoLimit: it would never end
		require.NoError(t, staff.Add(parent))
		require.NoError(t, tasks.Tell(ctx, ref.PID(), 1))
		start := tasks.LoopOf(ctx).Now()
		for len(staff.Children()) > 0 {
			require.NoError(t, tasks.Sleep(ctx, time.Second))
		}
		require.LessOrEqual(t, tasks.LoopOf(ctx).Now().Sub(start), time.Second)
		require.ErrorIs(t, got, tasks.ErrSelfAwait)
	})
}

// removingChild is a child that, when it is to stop, waits for the removal of other.
func removingChild(name, other string, staff **supervise.Supervised, got *error) supervise.Child {
	return supervise.Child{Name: name, StopLimit: time.Hour, Run: func(ctx context.Context) error {
		canceled := stay(ctx)
		*got = (*staff).RemoveAndWait(ctx, other)
		return canceled
	}}
}

func TestALaterChildThatCleansUpCannotWaitForAnEarlierOneWhileTheSupervisorStops(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var staff *supervise.Supervised
		var got error
		staff = supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{
			failingChild("a"),
			removingChild("b", "a", &staff, &got),
		}})
		letTimePass(ctx, 1)
		report, err := staff.Shutdown(ctx)
		require.NoError(t, err)
		require.Zero(t, report.Took)
		require.ErrorIs(t, got, tasks.ErrSelfAwait)
	})
}

// The earlier child was asked to stop before the supervisor was, and so does not wait for the later.
func TestALaterChildThatCleansUpMayWaitForAnEarlierOneThatWasRemovedBefore(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var staff *supervise.Supervised
		var got error
		staff = supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{
			stubbornChild("a", 10),
			removingChild("b", "a", &staff, &got),
		}})
		letTimePass(ctx, 1)
		require.NoError(t, staff.Remove("a"))
		_, err := staff.Shutdown(ctx)
		require.NoError(t, err)
		require.NoError(t, got)
	})
}
