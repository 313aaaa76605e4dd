package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

const (
	chaosLasts = 30 * time.Second // of virtual time
	chaosStock = 150              // pieces; not enough for all
)

var staff = []string{"audit", "stock", "payment", "shipping"}

// chaos takes orders while its actors fail by themselves, are killed and stalled,
// and customers leave. It returns a shop that has closed.
func chaos(t *testing.T, seed uint64) *shop {
	random := rand.New(rand.NewPCG(seed, 2))
	s := newShop(newFaults(seed, map[string]trouble{
		"stock":    {slow: 20 * time.Millisecond, fail: 0.02, crash: 0.01},
		"payment":  {slow: 80 * time.Millisecond, fail: 0.05, hang: 0.02, crash: 0.01},
		"shipping": {slow: 40 * time.Millisecond, fail: 0.05, hang: 0.01, crash: 0.01},
		"audit":    {slow: 5 * time.Millisecond, fail: 0.02, crash: 0.01},
	}), map[string]int{"tea": chaosStock})
	s.room = 4
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		life := tasks.Go(ctx, tasks.Void(s.run))
		if err := s.opened.Wait(ctx); err != nil {
			return err
		}
		storm := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error { return s.storm(ctx, random) }))
		if err := s.rush(ctx, random); err != nil {
			return err
		}
		if _, err := storm.Await(ctx); err != nil {
			return err
		}
		if err := s.close(ctx); err != nil {
			return err
		}
		_, err := life.Await(ctx)
		return err
	}), tasks.VirtualClock())
	require.NoError(t, err, "seed %d", seed)
	return s
}

// rush places orders. Now and then a customer leaves.
func (s *shop) rush(ctx context.Context, random *rand.Rand) error {
	end := tasks.LoopOf(ctx).Now().Add(chaosLasts)
	for tasks.LoopOf(ctx).Now().Before(end) {
		o := order{Item: "tea", Count: 1 + random.IntN(3), Cents: 1 + random.IntN(21_000)}
		placed := tasks.Go(ctx, func(ctx context.Context) (order, error) { return s.place(ctx, o) })
		if random.IntN(10) == 0 {
			tasks.LoopOf(ctx).CallLater(time.Duration(1+random.IntN(400))*time.Millisecond, func() { placed.Cancel("the customer has left") })
		}
		if err := tasks.Sleep(ctx, time.Duration(random.ExpFloat64()*float64(200*time.Millisecond))); err != nil {
			return err
		}
	}
	return nil
}

// storm kills and stalls actors.
func (s *shop) storm(ctx context.Context, random *rand.Rand) error {
	end := tasks.LoopOf(ctx).Now().Add(chaosLasts)
	for tasks.LoopOf(ctx).Now().Before(end) {
		who := staff[random.IntN(len(staff))]
		if random.IntN(2) == 0 {
			s.faults.stalled[who] = tasks.LoopOf(ctx).Now().Add(time.Duration(random.IntN(3000)) * time.Millisecond)
		} else {
			for _, task := range tasks.All(ctx) {
				if task.Name() == "shop/"+who {
					task.Cancel("killed")
				}
			}
		}
		if err := tasks.Sleep(ctx, time.Duration(random.IntN(1500))*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

// requireNothingLost compares what the shop says with what the services have.
func requireNothingLost(t *testing.T, s *shop, of string) {
	t.Helper()
	require.True(t, s.sum.complete(), "%s: %+v", of, s.sum)
	require.Zero(t, s.underWay, of)
	require.Len(t, s.book.lines, s.sum.In, "%s: each order is in the book, once", of)
	var cents, pieces int
	var sum summary
	for _, o := range s.book.lines {
		sum.count(o.State)
		sent := o.State == shipped
		require.Equal(t, sent, s.carrier.gone[o.ID], "%s: the parcel of %+v", of, o)
		require.Equal(t, sent, s.bank.charged[o.ID] > 0, "%s: the money for %+v", of, o)
		if sent {
			cents += o.Cents
			pieces += o.Count
		}
	}
	sum.In = s.sum.In
	require.Equal(t, s.sum, sum, of)
	require.Equal(t, cents, s.bank.total(), of)
	require.Equal(t, chaosStock-pieces, s.warehouse.left["tea"], of)
}

func TestNoOrderIsLostWhateverHappensToTheActors(t *testing.T) {
	seeds := uint64(200)
	switch {
	case testing.Short():
		seeds = 20
	case raced: // thirty times as slow
		seeds = 50
	}
	var all summary
	restarts := 0
	for seed := range seeds {
		s := chaos(t, seed)
		requireNothingLost(t, s, fmt.Sprint("seed ", seed))
		all.In += s.sum.In
		all.Shipped += s.sum.Shipped
		all.Refused += s.sum.Refused
		all.Compensated += s.sum.Compensated
		for _, n := range s.restarts {
			restarts += n
		}
	}
	require.True(t, all.complete())
	for _, n := range []int{all.Shipped, all.Refused, all.Compensated, restarts} {
		require.Greater(t, n, int(seeds), "the test has seen each of them: %+v, %d restarts", all, restarts)
	}
	t.Logf("%+v, %d restarts", all, restarts)
}

func TestARunIsTheSameEachTime(t *testing.T) {
	one, two := chaos(t, 7), chaos(t, 7)
	require.Equal(t, one.book.lines, two.book.lines)
	require.Equal(t, one.faults.count, two.faults.count)
	require.Equal(t, one.restarts, two.restarts)
}

func TestEveryActorWasDownNowAndThen(t *testing.T) {
	s := chaos(t, 1)
	for _, who := range staff {
		require.Positive(t, s.restarts[who], who)
	}
}
