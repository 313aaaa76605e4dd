package tasks_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// startSend starts a task that sends v and traces when it goes on.
func startSend(ctx context.Context, ch *tasks.Chan[int], v int, trace *[]string) *tasks.Task[struct{}] {
	return tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
		err := ch.Send(ctx, v)
		if trace != nil {
			*trace = append(*trace, fmt.Sprintf("sent %d %v", v, err))
		}
		return err
	}))
}

// startRecv starts a task that receives one item.
func startRecv(ctx context.Context, ch *tasks.Chan[int]) *tasks.Task[int] {
	return tasks.Go(ctx, func(ctx context.Context) (int, error) {
		v, ok, err := ch.Recv(ctx)
		if err == nil && !ok {
			err = tasks.ErrChanClosed
		}
		return v, err
	})
}

func TestAChanKeepsTheOrderOfItsItems(t *testing.T) {
	for _, size := range []int{0, 1, 3, 100} {
		inRun(t, func(ctx context.Context) {
			ch := tasks.NewChan[int](size)
			tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				for n := range 10 {
					require.NoError(t, ch.Send(ctx, n))
				}
				ch.Close()
				return nil
			}))
			var got []int
			for v, err := range ch.All(ctx) {
				require.NoError(t, err)
				got = append(got, v)
			}
			require.Equal(t, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, got, "size %d", size)
		})
	}
}

func TestASendToAnUnbufferedChanWaitsForItsReceiver(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var trace []string
		ch := tasks.NewChan[int](0)
		sender := startSend(ctx, ch, 7, &trace)
		letPass(t, ctx, 5)
		require.Empty(t, trace)
		v, ok, err := ch.Recv(ctx)
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, 7, v)
		_, err = sender.Await(ctx)
		require.NoError(t, err)
	})
}

func TestAZeroChanIsUnbuffered(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var ch tasks.Chan[int]
		receiver := startRecv(ctx, &ch)
		require.False(t, ch.TrySend(1))
		letPass(t, ctx, 1)
		require.True(t, ch.TrySend(2))
		v, err := receiver.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 2, v)
	})
}

func TestASendSuspendsOnlyWhenAChanIsFull(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var trace []string
		ch := tasks.NewChan[int](2)
		require.Equal(t, 2, ch.Cap())
		for n := range 4 {
			startSend(ctx, ch, n, &trace)
		}
		letPass(t, ctx, 2)
		require.Equal(t, []string{"sent 0 <nil>", "sent 1 <nil>"}, trace)
		require.Equal(t, 2, ch.Len())
		for n := range 4 {
			v, _, err := ch.Recv(ctx)
			require.NoError(t, err)
			require.Equal(t, n, v)
		}
		letPass(t, ctx, 1)
		require.Len(t, trace, 4)
	})
}

func TestReceiversAreServedInTheOrderInWhichTheyCame(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ch := tasks.NewChan[int](0)
		first, second := startRecv(ctx, ch), startRecv(ctx, ch)
		letPass(t, ctx, 1)
		require.NoError(t, ch.Send(ctx, 1))
		require.True(t, ch.TrySend(2))
		require.False(t, ch.TrySend(3))
		a, err := first.Await(ctx)
		require.NoError(t, err)
		b, err := second.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []int{1, 2}, []int{a, b})
	})
}

func TestTryRecvTakesWhatIsThere(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ch := tasks.NewChan[int](1)
		_, ok := ch.TryRecv()
		require.False(t, ok)
		require.True(t, ch.TrySend(1))
		waiting := startSend(ctx, ch, 2, nil)
		letPass(t, ctx, 1)
		v, ok := ch.TryRecv()
		require.True(t, ok)
		require.Equal(t, 1, v)
		require.Equal(t, 1, ch.Len(), "the item of the waiting sender moves up")
		_, err := waiting.Await(ctx)
		require.NoError(t, err)
		v, ok = ch.TryRecv()
		require.True(t, ok)
		require.Equal(t, 2, v)
	})
}

func TestAClosedChanGivesWhatItHolds(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ch := tasks.NewChan[int](2)
		require.NoError(t, ch.Send(ctx, 1))
		ch.Close()
		ch.Close()
		require.ErrorIs(t, ch.Send(ctx, 2), tasks.ErrChanClosed)
		require.False(t, ch.TrySend(2))
		v, ok, err := ch.Recv(ctx)
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, 1, v)
		v, ok, err = ch.Recv(ctx)
		require.NoError(t, err)
		require.False(t, ok)
		require.Zero(t, v)
	})
}

func TestCloseTellsWhoeverWaits(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		empty, full := tasks.NewChan[int](0), tasks.NewChan[int](0)
		receiver, sender := startRecv(ctx, empty), startSend(ctx, full, 1, nil)
		letPass(t, ctx, 1)
		empty.Close()
		full.Close()
		_, err := receiver.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrChanClosed)
		_, err = sender.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrChanClosed)
		_, ok, err := full.Recv(ctx)
		require.NoError(t, err)
		require.False(t, ok, "the item of a sender that was refused is there")
	})
}

func TestTheItemOfACanceledSenderIsNotSent(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ch := tasks.NewChan[int](0)
		canceled, other := startSend(ctx, ch, 1, nil), startSend(ctx, ch, 2, nil)
		letPass(t, ctx, 1)
		canceled.Cancel()
		v, _, err := ch.Recv(ctx) // the canceled sender has not run yet
		require.NoError(t, err)
		require.Equal(t, 2, v)
		_, err = canceled.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		_, err = other.Await(ctx)
		require.NoError(t, err)
	})
}

func TestACanceledReceiverTakesNoItem(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ch := tasks.NewChan[int](0)
		canceled, other := startRecv(ctx, ch), startRecv(ctx, ch)
		letPass(t, ctx, 1)
		canceled.Cancel()
		require.NoError(t, ch.Send(ctx, 1))
		v, err := other.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 1, v)
		require.True(t, canceled.Canceled())
	})
}

// The counterpart has come before the cancellation: the operation has happened,
// and the cancellation waits for the next await.
func TestACancellationThatComesAfterTheItemWaitsForTheNextAwait(t *testing.T) {
	for _, receives := range []bool{true, false} {
		inRun(t, func(ctx context.Context) {
			ch := tasks.NewChan[int](0)
			task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				if receives {
					v, ok, err := ch.Recv(ctx)
					require.NoError(t, err)
					require.True(t, ok)
					require.Equal(t, 1, v)
				} else {
					require.NoError(t, ch.Send(ctx, 1))
				}
				require.ErrorContains(t, tasks.Yield(ctx), "enough")
				require.NoError(t, tasks.Yield(ctx), "the cancellation came twice")
				return nil
			}))
			letPass(t, ctx, 1)
			if receives {
				require.NoError(t, ch.Send(ctx, 1))
			} else {
				_, _, err := ch.Recv(ctx)
				require.NoError(t, err)
			}
			require.True(t, task.Cancel("enough"))
			_, err := task.Await(ctx)
			require.NoError(t, err)
		})
	}
}

func TestACancellationEndsARangeOverAChan(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ch := tasks.NewChan[int](1)
		turns := 0
		task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) (last error) {
			for _, err := range ch.All(ctx) {
				turns++
				last = err
			}
			return last
		}))
		require.NoError(t, ch.Send(ctx, 1))
		letPass(t, ctx, 3)
		task.Cancel()
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.Equal(t, 2, turns)
	})
}

func TestTheEndOfADerivedContextEndsTheWaitForAChan(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ch := tasks.NewChan[int](0)
		derived, cancel := context.WithCancelCause(ctx)
		tasks.LoopOf(ctx).CallLater(time.Second, func() { cancel(errBoom) })
		_, _, err := ch.Recv(derived)
		require.Same(t, errBoom, err)
		require.False(t, ch.TrySend(1), "the receiver still waits")
		require.Same(t, errBoom, ch.Send(derived, 1))
		require.NoError(t, tasks.Yield(ctx))
	})
}

func TestAChanNeedsATaskToWait(t *testing.T) {
	ch := tasks.NewChan[int](0)
	require.ErrorIs(t, ch.Send(t.Context(), 1), tasks.ErrNoTask)
	_, _, err := ch.Recv(t.Context())
	require.ErrorIs(t, err, tasks.ErrNoTask)
}

func TestAChanBelongsToTheLoopOfTheFirstThatWaits(t *testing.T) {
	ch := tasks.NewChan[int](0)
	inRun(t, func(ctx context.Context) {
		receiver := startRecv(ctx, ch)
		letPass(t, ctx, 1)
		receiver.Cancel()
	})
	inRun(t, func(ctx context.Context) {
		_, _, err := ch.Recv(ctx)
		require.ErrorIs(t, err, tasks.ErrForeignLoop)
	})
}
