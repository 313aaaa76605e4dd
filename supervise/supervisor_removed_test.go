package supervise_test

import (
	"context"
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// resting adds a child that sleeps, and returns a sign of whether something keeps it.
func resting(t *testing.T, s *supervise.Supervised, name string) weak.Pointer[[64]int] {
	t.Helper()
	used := new([64]int)
	require.NoError(t, s.Add(supervise.Child{Name: name, Run: func(ctx context.Context) error {
		used[0]++
		return tasks.Sleep(ctx, time.Hour)
	}}))
	return weak.Make(used)
}

func TestATaskOfAChildThatWasRemovedKeepsNoLaterChild(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{})
		var left *tasks.Task[int]
		require.NoError(t, s.Add(supervise.Child{Name: "1", Run: func(ctx context.Context) error {
			left = tasks.Go(ctx, tasks.After(48*time.Hour, 0))
			return tasks.Sleep(ctx, time.Hour)
		}}))
		remove := func(name string) {
			require.NoError(t, tasks.Sleep(ctx, time.Second))
			require.NoError(t, s.Remove(name))
			require.NoError(t, tasks.Sleep(ctx, time.Second))
		}
		second := resting(t, s, "2")
		remove("1")
		resting(t, s, "3")
		remove("2")
		for range 3 {
			runtime.GC()
		}
		require.Nil(t, second.Value())
		require.False(t, left.Finished())
	})
}

func TestTheRestartsOfAChildThatWasRemovedSinceStillCount(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{
			Events: func(supervise.Event) {}, Children: []supervise.Child{failingChild("a", 10), failingChild("b", 20)},
		})
		letTimePass(ctx, 15)
		require.NoError(t, s.Remove("a"))
		_, err := supervise.WaitFor(ctx, s.Task, time.Minute)
		var gaveUp *supervise.GaveUpError
		require.ErrorAs(t, err, &gaveUp)
	})
}
