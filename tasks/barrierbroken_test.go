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
		syGo(ctx, b.Reset)
		letPass(t, ctx, 1)
		syRequireIdle(t, b)
	})
}

// syBrokenCrowd starts all parties but one, who wait for a broken barrier, and counts those that have seen it.
func syBrokenCrowd(ctx context.Context, t *testing.T, b *tasks.Barrier) (crowd []tasks.Awaitable[int], failed *int) {
	failed = new(int)
	return syCrowd(ctx, syParties-1, func(ctx context.Context) (int, error) {
		_, err := b.Wait(ctx)
		require.ErrorIs(t, err, tasks.ErrBrokenBarrier)
		*failed++
		return 0, nil
	}), failed
}

func TestAResetFailsThoseWhoWait(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(syParties)
		crowd, failed := syBrokenCrowd(ctx, t, b)
		letPass(t, ctx, 1)
		syGo(ctx, b.Reset)
		syAll(ctx, t, crowd)
		require.Equal(t, syParties-1, *failed)
		syRequireIdle(t, b)
	})
}

func TestAResetWhileABarrierDrainsFailsThoseWhoHaveNotLeft(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(syParties)
		left, failed := 0, 0
		syAll(ctx, t, syCrowd(ctx, syParties, func(ctx context.Context) (int, error) {
			if _, err := b.Wait(ctx); err != nil {
				require.ErrorIs(t, err, tasks.ErrBrokenBarrier)
				failed++
				return 0, nil
			}
			if left++; syParties-left == syParties/2 {
				return 0, b.Reset(ctx)
			}
			return 0, nil
		}))
		require.Equal(t, syParties/2, failed)
		require.Equal(t, syParties, left+failed)
		syRequireIdle(t, b)
	})
}

func TestAResetLetsThoseWhoCameForTheNextRoundWaitOn(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(syParties)
		const blocked = syParties / 2
		left, failedInside, failedOutside := 0, 0, 0
		syAll(ctx, t, syCrowd(ctx, syParties, func(ctx context.Context) (int, error) {
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
		syRequireIdle(t, b)
	})
}

func TestAResetBarrierCanBeFilledAgainByThoseWhoFailed(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(syParties)
		failed, through := 0, 0
		crowd := syCrowd(ctx, syParties-1, func(ctx context.Context) (int, error) {
			_, err := b.Wait(ctx)
			require.ErrorIs(t, err, tasks.ErrBrokenBarrier)
			failed++
			_, err = b.Wait(ctx)
			through++
			return 0, err
		})
		syGo(ctx, b.Reset)
		letPass(t, ctx, 1)
		last := tasks.Go(ctx, b.Wait)
		syAll(ctx, t, append(crowd, last))
		require.Equal(t, syParties-1, failed)
		require.Equal(t, syParties-1, through)
		syRequireIdle(t, b)
	})
}

func TestAResetByTheLastToLeaveDisturbsNobody(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(syParties)
		left, second, third := 0, 0, 0
		syAll(ctx, t, syCrowd(ctx, syParties, func(ctx context.Context) (int, error) {
			_, err := b.Wait(ctx)
			require.NoError(t, err)
			if left++; left == syParties {
				require.NoError(t, b.Reset(ctx))
			}
			_, err = b.Wait(ctx)
			require.NoError(t, err)
			second++
			_, err = b.Wait(ctx)
			third++
			return 0, err
		}))
		require.Equal(t, syParties, second)
		require.Equal(t, syParties, third)
		syRequireIdle(t, b)
	})
}

func TestAnAbortedBarrierIsBroken(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(1)
		syGo(ctx, b.Abort)
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
		b := tasks.NewBarrier(syParties)
		const blocked = syParties / 2
		left, failedInside, failedOutside := 0, 0, 0
		syAll(ctx, t, syCrowd(ctx, syParties, func(ctx context.Context) (int, error) {
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
		require.Equal(t, syParties-blocked-1, failedOutside)
		require.Zero(t, b.Waiting())
	})
}

// syAbortsIf fails, and aborts b, when it is the task in the middle.
func syAbortsIf(ctx context.Context, b *tasks.Barrier, index int) error {
	if index != syParties/2 {
		return nil
	}
	if err := b.Abort(ctx); err != nil {
		return err
	}
	return errors.New("it failed")
}

func TestAnAbortByOneThatFailedReachesEverybodyElse(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b := tasks.NewBarrier(syParties)
		through, failed := 0, 0
		syAll(ctx, t, syCrowd(ctx, syParties, func(ctx context.Context) (int, error) {
			index, err := b.Wait(ctx)
			if err == nil {
				if syAbortsIf(ctx, b, index) != nil {
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
		require.Equal(t, syParties-1, failed)
		require.Zero(t, b.Waiting())
	})
}

func TestABrokenBarrierWorksAgainAfterAReset(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		b, meeting := tasks.NewBarrier(syParties), tasks.NewBarrier(syParties)
		failed, through := 0, 0
		syAll(ctx, t, syCrowd(ctx, syParties, func(ctx context.Context) (int, error) {
			index, err := b.Wait(ctx)
			if err == nil && syAbortsIf(ctx, b, index) == nil {
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
			if index == syParties/2 {
				require.NoError(t, b.Reset(ctx))
			}
			_, err = meeting.Wait(ctx)
			require.NoError(t, err)
			_, err = b.Wait(ctx)
			through++
			return 0, err
		}))
		require.Equal(t, syParties-1, failed)
		require.Equal(t, syParties, through)
		syRequireIdle(t, b)
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
		b := tasks.NewBarrier(syParties)
		crowd, failed := syBrokenCrowd(ctx, t, b)
		letPass(t, ctx, 1)
		require.NoError(t, b.Abort(ctx))
		require.NoError(t, b.Reset(ctx))
		require.False(t, b.Broken())
		require.Zero(t, *failed)
		syAll(ctx, t, crowd)
		require.Equal(t, syParties-1, *failed)
		syRequireIdle(t, b)
	})
}
