package main

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// inShop runs body in an open shop, and closes it.
func inShop(t *testing.T, of map[string]trouble, body func(ctx context.Context, s *shop)) *shop {
	t.Helper()
	s := newShop(newFaults(1, of), map[string]int{"tea": chaosStock})
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		life := tasks.Go(ctx, tasks.Void(s.run))
		if err := s.opened.Wait(ctx); err != nil {
			return err
		}
		body(ctx, s)
		if err := s.close(ctx); err != nil {
			return err
		}
		_, err := life.Await(ctx)
		return err
	}), tasks.VirtualClock())
	require.NoError(t, err)
	requireNothingLost(t, s, "the shop")
	return s
}

var pot = order{Item: "tea", Count: 1, Cents: 450}

func TestAnOrderIsShipped(t *testing.T) {
	s := inShop(t, nil, func(ctx context.Context, s *shop) {
		o, err := s.place(ctx, pot)
		require.NoError(t, err)
		require.Equal(t, order{ID: 1, Item: "tea", Count: 1, Cents: 450, State: shipped}, o)
	})
	require.Equal(t, summary{In: 1, Shipped: 1}, s.sum)
}

func TestAClearNoRefusesAnOrderAndUndoesTheOtherHalf(t *testing.T) {
	inShop(t, nil, func(ctx context.Context, s *shop) {
		much, dear := pot, pot
		much.Count, dear.Cents = 1000, 1_000_000
		for o, why := range map[order]error{much: errNoStock, dear: errDeclined} {
			o, err := s.place(ctx, o)
			require.NoError(t, err)
			require.Equal(t, refused, o.State)
			require.Contains(t, o.Why, why.Error())
		}
	})
}

func TestAnOrderWhosePaymentHangsIsCompensatedAfterItsLimit(t *testing.T) {
	inShop(t, map[string]trouble{"payment": {hang: 1}}, func(ctx context.Context, s *shop) {
		begin := tasks.LoopOf(ctx).Now()
		placed := tasks.Go(ctx, func(ctx context.Context) (order, error) { return s.place(ctx, pot) })
		require.NoError(t, tasks.Sleep(ctx, s.limit+time.Millisecond))
		s.faults.of = nil // now the refund can be done
		o, err := placed.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, compensated, o.State)
		require.GreaterOrEqual(t, tasks.LoopOf(ctx).Now().Sub(begin), s.limit)
		require.Equal(t, chaosStock, s.warehouse.left["tea"])
	})
}

func TestAParcelThatHasGoneIsShippedWhateverTheAnswer(t *testing.T) {
	inShop(t, nil, func(ctx context.Context, s *shop) {
		s.faults.stalled["shipping"] = tasks.LoopOf(ctx).Now().Add(s.limit - time.Millisecond) // and it takes as long after it
		placed := tasks.Go(ctx, func(ctx context.Context) (order, error) { return s.place(ctx, pot) })
		require.NoError(t, tasks.Sleep(ctx, s.limit/2))
		require.False(t, placed.Finished())
		s.carrier.gone[1] = true // by a request whose answer is lost
		s.faults.of = map[string]trouble{"shipping": {fail: 1}}
		require.NoError(t, tasks.Sleep(ctx, s.limit))
		s.faults.of = nil
		o, err := placed.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, shipped, o.State)
	})
}

func TestAnOrderWhoseCustomerLeavesIsUndone(t *testing.T) {
	s := inShop(t, map[string]trouble{"payment": {slow: time.Second}}, func(ctx context.Context, s *shop) {
		s.limit = time.Minute
		placed := tasks.Go(ctx, func(ctx context.Context) (order, error) { return s.place(ctx, pot) })
		require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
		placed.Cancel("the customer has left")
		o, err := placed.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, compensated, o.State)
	})
	require.Equal(t, summary{In: 1, Compensated: 1}, s.sum)
}

func TestTheEndOfAnOrderGoesOnWhenNobodyWaitsForIt(t *testing.T) {
	s := inShop(t, map[string]trouble{"payment": {slow: time.Second}}, func(ctx context.Context, s *shop) {
		s.limit = time.Minute
		placed := tasks.Go(ctx, func(ctx context.Context) (order, error) { return s.place(ctx, pot) })
		for range 2 {
			require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
			placed.Cancel("the customer has left")
		}
		_, err := placed.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.Zero(t, s.sum.Compensated, "it is not over yet")
	})
	require.Equal(t, summary{In: 1, Compensated: 1}, s.sum)
}

func TestAShopThatClosesEndsTheOrdersUnderWayAndRefusesNewOnes(t *testing.T) {
	s := inShop(t, map[string]trouble{"payment": {slow: 100 * time.Millisecond}}, func(ctx context.Context, s *shop) {
		under := tasks.Go(ctx, func(ctx context.Context) (order, error) { return s.place(ctx, pot) })
		require.NoError(t, tasks.Yield(ctx))
		closed := tasks.Go(ctx, tasks.Void(s.close))
		require.NoError(t, tasks.Yield(ctx))
		late, err := s.place(ctx, pot)
		require.NoError(t, err)
		require.Equal(t, refused, late.State)
		require.Equal(t, errClosing.Error(), late.Why)
		o, err := under.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, shipped, o.State)
		_, err = closed.Await(ctx)
		require.NoError(t, err)
	})
	require.Equal(t, summary{In: 2, Shipped: 1, Refused: 1}, s.sum)
}
