package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestASelectOfChannelsTakesTheCaseThatIsReady(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		empty, full := tasks.NewChan[int](1), tasks.NewChan[string](1)
		require.True(t, full.TrySend("tea"))
		var got string
		chosen, err := tasks.SelectChan(ctx, empty.OnRecv(nil), full.OnRecv(func(v string, ok bool) {
			require.True(t, ok)
			got = v
		}))
		require.NoError(t, err)
		require.Equal(t, 1, chosen)
		require.Equal(t, "tea", got)
		require.Zero(t, full.Len())
	})
}

func TestASelectOfChannelsWaitsForTheFirstCase(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var slow, quick tasks.Chan[int]
		var got int
		selected := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			return tasks.SelectChan(ctx, slow.OnRecv(nil), quick.OnRecv(func(v int, _ bool) { got = v }))
		})
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.NoError(t, quick.Send(ctx, 7))
		require.False(t, quick.TrySend(8), "it takes one")
		require.False(t, slow.TrySend(9), "it takes none of the others")
		chosen, err := selected.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 1, chosen)
		require.Equal(t, 7, got)
	})
}

func TestASelectOfChannelsSendsToTheFirstWhoReceives(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var a, b tasks.Chan[int]
		sent := false
		selected := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			return tasks.SelectChan(ctx, a.OnSend(1, nil), b.OnSend(2, func() { sent = true }))
		})
		letPass(t, ctx, 1)
		v, ok := b.TryRecv()
		require.True(t, ok)
		require.Equal(t, 2, v)
		_, ok = a.TryRecv()
		require.False(t, ok, "it sends one")
		chosen, err := selected.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 1, chosen)
		require.True(t, sent)
	})
}

// whenClosed runs body with a channel that is closed before, and with one that is closed while body
// waits.
func whenClosed(t *testing.T, body func(ctx context.Context, closed *tasks.Chan[int])) {
	for name, late := range map[string]bool{"closed before": false, "closed meanwhile": true} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				var closed tasks.Chan[int]
				if late {
					tasks.LoopOf(ctx).CallLater(time.Second, closed.Close)
				} else {
					closed.Close()
				}
				body(ctx, &closed)
			})
		})
	}
}

func TestASelectWithAClosedChannelProceeds(t *testing.T) {
	whenClosed(t, func(ctx context.Context, closed *tasks.Chan[int]) {
		var open tasks.Chan[int]
		received := true
		chosen, err := tasks.SelectChan(ctx, open.OnRecv(nil), closed.OnRecv(func(_ int, ok bool) { received = ok }))
		require.NoError(t, err)
		require.Equal(t, 1, chosen)
		require.False(t, received)
	})
}

func TestASelectThatSendsToAClosedChannelFails(t *testing.T) {
	whenClosed(t, func(ctx context.Context, closed *tasks.Chan[int]) {
		var open tasks.Chan[int]
		chosen, err := tasks.SelectChan(ctx, open.OnRecv(nil), closed.OnSend(1, func() { t.Error("sent") }))
		require.ErrorIs(t, err, tasks.ErrChanClosed)
		require.Equal(t, -1, chosen)
	})
}

func TestASelectOfChannelsServesInTheOrderInWhichTasksCame(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var items, other tasks.Chan[int]
		var got []string
		receive := func(who string) tasks.Coro[struct{}] {
			return tasks.Void(func(ctx context.Context) error {
				_, _, err := items.Recv(ctx)
				got = append(got, who)
				return err
			})
		}
		tasks.Go(ctx, receive("first"))
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			_, err := tasks.SelectChan(ctx, other.OnRecv(nil), items.OnRecv(func(int, bool) { got = append(got, "selects") }))
			return err
		}))
		tasks.Go(ctx, receive("last"))
		letPass(t, ctx, 1)
		for i := range 3 {
			require.True(t, items.TrySend(i))
		}
		letPass(t, ctx, 1)
		require.Equal(t, []string{"first", "selects", "last"}, got)
	})
}

func TestASelectDoesNotReceiveWhatItSends(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var both tasks.Chan[int]
		selected := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			return tasks.SelectChan(ctx, both.OnRecv(nil), both.OnSend(1, nil))
		})
		letPass(t, ctx, 3)
		require.False(t, selected.Finished())
		require.True(t, both.TrySend(2))
		chosen, err := selected.Await(ctx)
		require.NoError(t, err)
		require.Zero(t, chosen)
		require.Equal(t, "channel (0 items of 0, 0 receivers, 0 senders)", both.String())
	})
}

func TestASelectOfChannelsPicksEachReadyCaseSometimes(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var closed [3]tasks.Chan[int]
		var cases []tasks.ChanCase
		for i := range closed {
			closed[i].Close()
			cases = append(cases, closed[i].OnRecv(nil))
		}
		picked := map[int]bool{}
		for range 100 {
			chosen, err := tasks.SelectChan(ctx, cases...)
			require.NoError(t, err)
			picked[chosen] = true
		}
		require.Len(t, picked, 3)
	})
}

func TestASelectOfNilChannelsWaitsUntilItIsCanceled(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var never *tasks.Chan[int]
		selected := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			return tasks.SelectChan(ctx, never.OnRecv(nil), never.OnSend(1, nil))
		})
		require.NoError(t, tasks.Sleep(ctx, time.Hour))
		require.False(t, selected.Finished())
		selected.Cancel()
		_, err := selected.Await(ctx)
		require.True(t, tasks.IsCanceled(err))
	})
}

func TestASelectWithAnEmptyCaseFailsAndTakesNothing(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		full := tasks.NewChan[int](1)
		require.True(t, full.TrySend(1))
		_, err := tasks.SelectChan(ctx, full.OnRecv(nil), tasks.ChanCase{})
		require.ErrorIs(t, err, tasks.ErrInvalidState)
		require.ErrorContains(t, err, "case 1 of a select is empty")
		require.Equal(t, 1, full.Len())
	})
}

func TestASelectThatHasToWaitForAChannelOfAnotherLoopFails(t *testing.T) {
	var there tasks.Chan[int]
	for range 2 { // what need not wait binds no channel
		inRun(t, func(ctx context.Context) {
			_, err := tasks.SelectChan(ctx, there.OnRecv(nil), tasks.NewChan[int](1).OnSend(1, nil))
			require.NoError(t, err)
		})
	}
	inRun(t, func(ctx context.Context) {
		err := supervise.Timeout(ctx, time.Second, func(ctx context.Context, _ *supervise.Scope) error {
			_, _, err := there.Recv(ctx)
			return err
		})
		require.ErrorIs(t, err, tasks.ErrTimeout)
	})
	inRun(t, func(ctx context.Context) {
		_, err := tasks.SelectChan(ctx, tasks.NewChan[int](0).OnRecv(nil), there.OnRecv(nil))
		require.ErrorIs(t, err, tasks.ErrForeignLoop)
	})
}

func TestACaseOfANilChannelIsOfNoLoop(t *testing.T) {
	never := (*tasks.Chan[int])(nil).OnRecv(nil)
	for range 2 {
		inRun(t, func(ctx context.Context) {
			soon := tasks.NewChan[int](0)
			tasks.LoopOf(ctx).CallLater(time.Second, soon.Close)
			chosen, err := tasks.SelectChan(ctx, never, soon.OnRecv(nil))
			require.NoError(t, err)
			require.Equal(t, 1, chosen)
		})
	}
}
