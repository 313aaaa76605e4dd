package tasks_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

const partyCount = 5

// startCrowd starts n tasks that do the same.
func startCrowd[T any](ctx context.Context, n int, body tasks.Coro[T]) []tasks.Awaitable[T] {
	all := make([]tasks.Awaitable[T], n)
	for i := range all {
		all[i] = tasks.Go(ctx, body)
	}
	return all
}

// resultsOf waits for a crowd, none of whom may fail.
func resultsOf[T any](ctx context.Context, t *testing.T, crowd []tasks.Awaitable[T]) []T {
	t.Helper()
	got, err := supervise.Gather(ctx, crowd...).Await(ctx)
	require.NoError(t, err)
	return got
}

func requireIdle(t *testing.T, b *tasks.Barrier) {
	t.Helper()
	require.Zero(t, b.Waiting())
	require.False(t, b.Broken())
	require.Contains(t, b.String(), "filling")
}

func TestABarrierSaysWhatStateItIsIn(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(partyCount)
		require.Equal(t, "barrier (filling, 0 of 5)", b.String())
		crowd := startCrowd(ctx, 2, b.Wait)
		letPass(t, ctx, 1)
		require.Equal(t, "barrier (filling, 2 of 5)", b.String())

		crowd = append(crowd, startCrowd(ctx, 3, b.Wait)...)
		letPass(t, ctx, 1)
		require.Equal(t, "barrier (draining, 0 of 5)", b.String())

		crowd = append(crowd, startCrowd(ctx, 2, b.Wait)...)
		letPass(t, ctx, 1)
		require.NoError(t, b.Reset(ctx))
		require.Equal(t, "barrier (resetting, 0 of 5)", b.String())

		crowd = append(crowd, startCrowd(ctx, 2, b.Wait)...)
		letPass(t, ctx, 1)
		require.NoError(t, b.Abort(ctx))
		require.Equal(t, "barrier (broken, 0 of 5)", b.String())
		require.True(t, b.Broken())
		_, err := supervise.GatherOutcomes(ctx, crowd...).Await(ctx)
		require.NoError(t, err)
	})
}

func TestABarrierIsForOneTaskAtLeast(t *testing.T) {
	for n, parties := range map[int]int{-4: 1, 0: 1, 1: 1, 5: 5} {
		require.Equal(t, parties, tasks.NewBarrier(n).Parties())
	}
}

func TestEachTaskAtABarrierGetsANumberOfItsOwn(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(partyCount)
		got := resultsOf(ctx, t, startCrowd(ctx, partyCount, b.Wait))
		slices.Sort(got)
		require.Equal(t, []int{0, 1, 2, 3, 4}, got)
		requireIdle(t, b)
	})
}

func TestABarrierForOneLetsEverybodyThrough(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(1)
		for range 2 {
			task := tasks.Go(ctx, b.Wait)
			letPass(t, ctx, 1)
			index, err := task.Result()
			require.NoError(t, err)
			require.Zero(t, index)
			requireIdle(t, b)
		}
	})
}

func TestABarrierFillsTaskByTask(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(3)
		var crowd []tasks.Awaitable[int]
		for n := 1; n < 3; n++ {
			crowd = append(crowd, tasks.Go(ctx, b.Wait))
			letPass(t, ctx, 1)
			require.Equal(t, n, b.Waiting())
			require.Contains(t, b.String(), "filling")
		}
		resultsOf(ctx, t, append(crowd, tasks.Go(ctx, b.Wait)))
		requireIdle(t, b)
	})
}

func TestABarrierCanBeWaitedAtAgainAndAgain(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(partyCount)
		var rounds []int
		got := resultsOf(ctx, t, startCrowd(ctx, partyCount, func(ctx context.Context) (index int, err error) {
			for round := range 3 {
				if index, err = b.Wait(ctx); err != nil {
					return 0, err
				}
				rounds = append(rounds, round)
			}
			return index, nil
		}))
		require.Equal(t, []int{0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2}, rounds)
		slices.Sort(got)
		require.Equal(t, []int{0, 1, 2, 3, 4}, got)
		requireIdle(t, b)
	})
}

func TestABarrierDrainsUntilTheLastHasLeft(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(partyCount)
		var states []string
		resultsOf(ctx, t, startCrowd(ctx, partyCount, func(ctx context.Context) (int, error) {
			index, err := b.Wait(ctx)
			states = append(states, b.String())
			return index, err
		}))
		draining := "barrier (draining, 0 of 5)"
		require.Equal(t, []string{draining, draining, draining, draining, "barrier (filling, 0 of 5)"}, states)
		requireIdle(t, b)
	})
}

func TestWhoComesToADrainingBarrierWaitsForTheNextRound(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		const again = 2
		b, others := tasks.NewBarrier(partyCount), tasks.NewBarrier(partyCount-again)
		through := 0
		resultsOf(ctx, t, startCrowd(ctx, partyCount, func(ctx context.Context) (int, error) {
			index, err := b.Wait(ctx)
			require.NoError(t, err)
			if through++; through > again {
				_, err = others.Wait(ctx)
				require.NoError(t, err)
			}
			if _, err := b.Wait(ctx); err != nil {
				return 0, err
			}
			return index, nil
		}))
		requireIdle(t, b)
		requireIdle(t, others)
	})
}

func TestACanceledTaskLeavesABarrierToTheOthers(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(3)
		t1 := tasks.Go(ctx, b.Wait)
		letPass(t, ctx, 1)
		crowd := startCrowd(ctx, 1, b.Wait)
		letPass(t, ctx, 1)
		require.Equal(t, 2, b.Waiting())

		t1.Cancel()
		letPass(t, ctx, 1)
		require.Equal(t, 1, b.Waiting())
		require.True(t, t1.Canceled())

		crowd = append(crowd, startCrowd(ctx, 1, b.Wait)...)
		letPass(t, ctx, 1)
		require.Equal(t, 2, b.Waiting())
		resultsOf(ctx, t, append(crowd, startCrowd(ctx, 1, b.Wait)...))
		requireIdle(t, b)
	})
}
