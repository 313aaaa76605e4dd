package tasks_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestACanceledSelectOfChannelsTakesNothing(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var a, b tasks.Chan[int]
		selected := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			return tasks.SelectChan(ctx, a.OnRecv(nil), b.OnSend(1, nil))
		})
		letPass(t, ctx, 1)
		selected.Cancel()
		require.False(t, a.TrySend(1))
		_, ok := b.TryRecv()
		require.False(t, ok)
		_, err := selected.Await(ctx)
		require.True(t, tasks.IsCanceled(err))
	})
}

func TestACancellationAfterTheItemComesWithTheNextAwait(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var a, b tasks.Chan[int]
		var got int
		var next error
		selects := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			_, err := tasks.SelectChan(ctx, a.OnRecv(nil), b.OnRecv(func(v int, _ bool) { got = v }))
			require.NoError(t, err)
			next = tasks.Yield(ctx)
			return next
		}))
		letPass(t, ctx, 1)
		require.True(t, b.TrySend(7))
		selects.Cancel("enough")
		_, _ = selects.Await(ctx)
		require.Equal(t, 7, got)
		require.EqualError(t, next, "canceled: enough")
	})
}

func TestASelectOfChannelsThatIsUnwoundTakesNothing(t *testing.T) {
	var a, b, nothing tasks.Chan[int]
	sent := true
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			for {
				_, _ = tasks.SelectChan(ctx, a.OnRecv(nil), b.OnRecv(nil))
			}
		}))
		tasks.Go(ctx, unwoundReceiver(&nothing, func() { sent = a.TrySend(1) || b.TrySend(2) })) // the youngest is unwound first
		return tasks.Yield(ctx)
	}), tasks.VirtualClock(), tasks.ShutdownLimit(time.Second), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	require.Error(t, err)
	require.False(t, sent)
	require.Equal(t, "channel (0 items of 0, 0 receivers, 0 senders)", a.String())
}

// randomSelects plays tasks that send, receive, select and are canceled, and returns how often each
// item was sent and received, with what is left in the channels.
func randomSelects(t *testing.T, seed uint64, opts ...tasks.RunOption) (sent, received map[int]int) {
	r := rand.New(rand.NewPCG(seed, 1))
	sent, received = map[int]int{}, map[int]int{}
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		chans := make([]*tasks.Chan[int], 3)
		for i := range chans {
			chans[i] = tasks.NewChan[int](r.IntN(3))
		}
		take := func(v int, ok bool) {
			if ok {
				received[v]++
			}
		}
		item := 0
		step := func(ctx context.Context) {
			c := chans[r.IntN(len(chans))]
			item++
			v := item
			switch r.IntN(6) {
			case 0:
				if c.Send(ctx, v) == nil {
					sent[v]++
				}
			case 1:
				v, ok, err := c.Recv(ctx)
				take(v, ok && err == nil)
			case 2:
				_ = tasks.Yield(ctx)
			default:
				var cases []tasks.ChanCase
				for range 1 + r.IntN(4) {
					c := chans[r.IntN(len(chans))]
					if r.IntN(2) == 0 {
						cases = append(cases, c.OnRecv(take))
					} else {
						cases = append(cases, c.OnSend(v, func() { sent[v]++ }))
					}
				}
				_, _ = tasks.SelectChan(ctx, cases...)
			}
		}
		var all []*tasks.Task[struct{}]
		for range 5 {
			all = append(all, tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				for range 8 {
					step(ctx)
				}
				return nil
			})))
		}
		for range 40 {
			letPass(t, ctx, r.IntN(3))
			all[r.IntN(len(all))].Cancel()
		}
		if r.IntN(2) == 0 {
			chans[0].Close()
		}
		for _, one := range all {
			for !one.Finished() {
				one.Cancel()
				letPass(t, ctx, 1)
			}
		}
		for _, c := range chans {
			for v, ok := c.TryRecv(); ok; v, ok = c.TryRecv() {
				received[v]++
			}
			require.Contains(t, c.String(), "0 receivers, 0 senders")
		}
		return nil
	}), append(opts, tasks.VirtualClock())...)
	require.NoError(t, err)
	return sent, received
}

func TestRandomSelectsLoseAndDoubleNoItem(t *testing.T) {
	seeds := uint64(2000)
	if testing.Short() {
		seeds = 200
	}
	items := 0
	for seed := range seeds {
		sent, received := randomSelects(t, seed)
		require.Equal(t, sent, received, "seed %d", seed)
		items += len(sent)
	}
	require.Greater(t, items, int(seeds))
}
