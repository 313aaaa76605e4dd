package tasks_test

import (
	"context"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

const (
	longest = time.Duration(math.MaxInt64)
	past    = time.Duration(math.MinInt64)
)

// eachClock runs body on a virtual clock and on a real one, at the start and when
// some time has passed, so that a sum can overflow.
func eachClock(t *testing.T, body func(ctx context.Context)) {
	for name, passed := range map[string]time.Duration{"at the start": 0, "later": time.Hour} {
		main := tasks.Void(func(ctx context.Context) error {
			err := tasks.Sleep(ctx, passed)
			body(ctx)
			return err
		})
		t.Run("virtual, "+name, func(t *testing.T) {
			_, err := tasks.Run(t.Context(), main, tasks.VirtualClock())
			require.NoError(t, err)
		})
		t.Run("real, "+name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, err := tasks.Run(t.Context(), main)
				require.NoError(t, err)
			})
		})
	}
}

func TestASleepOfTheLongestTimeLastsAndCanBeCanceled(t *testing.T) {
	eachClock(t, func(ctx context.Context) {
		task := tasks.Go(ctx, tasks.After(longest, 1))
		require.NoError(t, tasks.Sleep(ctx, 24*time.Hour))
		require.False(t, task.Finished())
		require.True(t, task.Cancel())
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
	})
}

func TestASleepInThePastIsAYield(t *testing.T) {
	for _, d := range []time.Duration{-1, -time.Hour, past} {
		eachClock(t, func(ctx context.Context) {
			began := tasks.LoopOf(ctx).Now()
			others := false
			tasks.LoopOf(ctx).CallSoon(func() { others = true })
			require.NoError(t, tasks.Sleep(ctx, d))
			require.True(t, others)
			require.True(t, began.Equal(tasks.LoopOf(ctx).Now()))
		})
	}
}

func TestACallbackOfTheFarFutureIsNotCalled(t *testing.T) {
	eachClock(t, func(ctx context.Context) {
		l := tasks.LoopOf(ctx)
		never := func() { t.Error("called") }
		later := l.CallLater(longest, never)
		at := l.CallAt(l.Now().Add(longest), never)
		beyond := l.CallAt(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), never)
		require.NoError(t, tasks.Sleep(ctx, 24*time.Hour))
		for _, c := range []interface {
			When() time.Time
			Cancel()
			Canceled() bool
		}{later, at, beyond} {
			require.True(t, c.When().After(l.Now()))
			c.Cancel()
			require.True(t, c.Canceled())
		}
	})
}

func TestACallbackOfThePastIsCalledSoon(t *testing.T) {
	eachClock(t, func(ctx context.Context) {
		l := tasks.LoopOf(ctx)
		var order []int
		l.CallAt(time.Time{}, func() { order = append(order, 1) })
		l.CallLater(past, func() { order = append(order, 2) })
		l.CallAt(l.Now().Add(past), func() { order = append(order, 3) })
		l.CallLater(-1, func() { order = append(order, 4) })
		letPass(t, ctx, 2)
		require.ElementsMatch(t, []int{1, 2, 3, 4}, order)
		require.Equal(t, 4, order[3], "the least late comes last")
	})
}

// Nothing else is ready, so that the loop asks how long it may rest.
func TestACallbackOfTheFarPastLetsTheLoopNotRest(t *testing.T) {
	for name, set := range map[string]func(l *tasks.Loop, fn func()){
		"the zero time":      func(l *tasks.Loop, fn func()) { l.CallAt(time.Time{}, fn) },
		"the shortest delay": func(l *tasks.Loop, fn func()) { l.CallLater(past, fn) },
	} {
		t.Run(name, func(t *testing.T) {
			eachClock(t, func(ctx context.Context) {
				began := tasks.LoopOf(ctx).Now()
				called := tasks.NewFuture[int](ctx)
				set(called.Loop(), func() { _ = called.SetResult(1) })
				_, err := called.Await(ctx)
				require.NoError(t, err)
				require.Equal(t, began, tasks.LoopOf(ctx).Now())
			})
		})
	}
}
