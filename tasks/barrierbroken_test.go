package tasks_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestAnEmptyBarrierIsResetToWhatItWas(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(1)
		goVoid(ctx, b.Reset)
		letPass(t, ctx, 1)
		requireIdle(t, b)
	})
}

// startBrokenCrowd starts all parties but one, who wait for a broken barrier, and counts those that
// have seen it.
func startBrokenCrowd(ctx context.Context, t *testing.T, b *tasks.Barrier) (crowd []tasks.Awaitable[int], failed *int) {
	failed = new(int)
	return startCrowd(ctx, partyCount-1, func(ctx context.Context) (int, error) {
		_, err := b.Wait(ctx)
		require.ErrorIs(t, err, tasks.ErrBrokenBarrier)
		*failed++
		return 0, nil
	}), failed
}

func TestAResetFailsThoseWhoWait(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(partyCount)
		crowd, failed := startBrokenCrowd(ctx, t, b)
		letPass(t, ctx, 1)
		goVoid(ctx, b.Reset)
		resultsOf(ctx, t, crowd)
		require.Equal(t, partyCount-1, *failed)
		requireIdle(t, b)
	})
}

func TestAResetWhileABarrierDrainsFailsThoseWhoHaveNotLeft(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(partyCount)
		left, failed := 0, 0
		resultsOf(ctx, t, startCrowd(ctx, partyCount, func(ctx context.Context) (int, error) {
			if _, err := b.Wait(ctx); err != nil {
				require.ErrorIs(t, err, tasks.ErrBrokenBarrier)
				failed++
				return 0, nil
			}
			if left++; partyCount-left == partyCount/2 {
				return 0, b.Reset(ctx)
			}
			return 0, nil
		}))
		require.Equal(t, partyCount/2, failed)
		require.Equal(t, partyCount, left+failed)
		requireIdle(t, b)
	})
}

func TestAResetLetsThoseWhoCameForTheNextRoundWaitOn(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(partyCount)
		const blocked = partyCount / 2
		left, failedInside, failedOutside := 0, 0, 0
		resultsOf(ctx, t, startCrowd(ctx, partyCount, func(ctx context.Context) (int, error) {
			if _, err := b.Wait(ctx); err != nil {
				require.ErrorIs(t, err, tasks.ErrBrokenBarrier)
				failedInside++
				return b.Wait(ctx)
			}
			if left++; left > blocked {
				require.NoError(t, b.Reset(ctx))
				return b.Wait(ctx)
			}
			if _, err := b.Wait(ctx); err != nil {
				failedOutside++
			}
			return 0, nil
		}))
		require.Equal(t, blocked, failedInside)
		require.Zero(t, failedOutside)
		requireIdle(t, b)
	})
}

func TestAResetBarrierCanBeFilledAgainByThoseWhoFailed(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(partyCount)
		failed, through := 0, 0
		crowd := startCrowd(ctx, partyCount-1, func(ctx context.Context) (int, error) {
			_, err := b.Wait(ctx)
			require.ErrorIs(t, err, tasks.ErrBrokenBarrier)
			failed++
			_, err = b.Wait(ctx)
			through++
			return 0, err
		})
		goVoid(ctx, b.Reset)
		letPass(t, ctx, 1)
		last := tasks.Go(ctx, b.Wait)
		resultsOf(ctx, t, append(crowd, last))
		require.Equal(t, partyCount-1, failed)
		require.Equal(t, partyCount-1, through)
		requireIdle(t, b)
	})
}

func TestAResetByTheLastToLeaveDisturbsNobody(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(partyCount)
		left, second, third := 0, 0, 0
		resultsOf(ctx, t, startCrowd(ctx, partyCount, func(ctx context.Context) (int, error) {
			_, err := b.Wait(ctx)
			require.NoError(t, err)
			if left++; left == partyCount {
				require.NoError(t, b.Reset(ctx))
			}
			_, err = b.Wait(ctx)
			require.NoError(t, err)
			second++
			_, err = b.Wait(ctx)
			third++
			return 0, err
		}))
		require.Equal(t, partyCount, second)
		require.Equal(t, partyCount, third)
		requireIdle(t, b)
	})
}

func TestAnAbortedBarrierIsBroken(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(1)
		goVoid(ctx, b.Abort)
		letPass(t, ctx, 1)
		require.Zero(t, b.Waiting())
		require.True(t, b.Broken())
		_, err := b.Wait(ctx)
		require.ErrorIs(t, err, tasks.ErrBrokenBarrier)
		require.NoError(t, b.Reset(ctx))
		_, err = b.Wait(ctx)
		require.NoError(t, err)
	})
}

func TestAnAbortFailsThoseInsideAndThoseWhoCameForTheNextRound(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(partyCount)
		const blocked = partyCount / 2
		left, failedInside, failedOutside := 0, 0, 0
		resultsOf(ctx, t, startCrowd(ctx, partyCount, func(ctx context.Context) (int, error) {
			if _, err := b.Wait(ctx); err != nil {
				require.ErrorIs(t, err, tasks.ErrBrokenBarrier)
				failedInside++
				return 0, nil
			}
			if left++; left > blocked {
				return 0, b.Abort(ctx)
			}
			_, err := b.Wait(ctx)
			require.ErrorIs(t, err, tasks.ErrBrokenBarrier)
			failedOutside++
			return 0, nil
		}))
		require.True(t, b.Broken())
		require.Equal(t, blocked, failedInside)
		require.Equal(t, partyCount-blocked-1, failedOutside)
		require.Zero(t, b.Waiting())
	})
}

// abortInTheMiddle fails, and aborts b, when it is the task in the middle.
func abortInTheMiddle(ctx context.Context, b *tasks.Barrier, index int) error {
	if index != partyCount/2 {
		return nil
	}
	if err := b.Abort(ctx); err != nil {
		return err
	}
	return errors.New("it failed")
}

func TestAnAbortByOneThatFailedReachesEverybodyElse(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(partyCount)
		through, failed := 0, 0
		resultsOf(ctx, t, startCrowd(ctx, partyCount, func(ctx context.Context) (int, error) {
			index, err := b.Wait(ctx)
			if err == nil {
				if abortInTheMiddle(ctx, b, index) != nil {
					return 0, nil
				}
				_, err = b.Wait(ctx)
			}
			if err == nil {
				through++
				return 0, nil
			}
			require.ErrorIs(t, err, tasks.ErrBrokenBarrier)
			failed++
			return 0, nil
		}))
		require.True(t, b.Broken())
		require.Zero(t, through)
		require.Equal(t, partyCount-1, failed)
		require.Zero(t, b.Waiting())
	})
}

func TestABrokenBarrierWorksAgainAfterAReset(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b, meeting := tasks.NewBarrier(partyCount), tasks.NewBarrier(partyCount)
		failed, through := 0, 0
		resultsOf(ctx, t, startCrowd(ctx, partyCount, func(ctx context.Context) (int, error) {
			index, err := b.Wait(ctx)
			if err == nil && abortInTheMiddle(ctx, b, index) == nil {
				_, err = b.Wait(ctx)
			}
			if err != nil {
				require.ErrorIs(t, err, tasks.ErrBrokenBarrier)
				failed++
			}
			// Everybody must have left before the reset, and nobody may come
			// back before it.
			index, err = meeting.Wait(ctx)
			require.NoError(t, err)
			if index == partyCount/2 {
				require.NoError(t, b.Reset(ctx))
			}
			_, err = meeting.Wait(ctx)
			require.NoError(t, err)
			_, err = b.Wait(ctx)
			through++
			return 0, err
		}))
		require.Equal(t, partyCount-1, failed)
		require.Equal(t, partyCount, through)
		requireIdle(t, b)
	})
}

func TestABarrierIsNotChangedOutsideATask(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(1)
		require.ErrorIs(t, b.Abort(t.Context()), tasks.ErrNoTask)
		require.False(t, b.Broken())
		require.NoError(t, b.Abort(ctx))
		require.ErrorIs(t, b.Reset(t.Context()), tasks.ErrNoTask)
		require.True(t, b.Broken())
	})
}

// The reset comes before those inside have had a turn, so they see a barrier that resets.
func TestAResetOfAnAbortedBarrierStillFailsThoseInside(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(partyCount)
		crowd, failed := startBrokenCrowd(ctx, t, b)
		letPass(t, ctx, 1)
		require.NoError(t, b.Abort(ctx))
		require.NoError(t, b.Reset(ctx))
		require.False(t, b.Broken())
		require.Zero(t, *failed)
		resultsOf(ctx, t, crowd)
		require.Equal(t, partyCount-1, *failed)
		requireIdle(t, b)
	})
}
