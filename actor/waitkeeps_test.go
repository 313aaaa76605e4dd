package actor_test

import (
	"context"
	"testing"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

// waitsWithin lets the fiber wait, by wait, under a context of its own.
//
//go:noinline
func waitsWithin(t *testing.T, ctx context.Context, wait func(w *actor.Wait)) weak.Pointer[[64]int] {
	type key struct{}
	held := new([64]int)
	within, stop := context.WithCancel(context.WithValue(ctx, key{}, held))
	defer stop()
	w, err := actor.Enter(within, "its turn")
	require.NoError(t, err)
	wait(w)
	return weak.Make(held)
}

func TestAWaitThatIsOverDoesNotKeepItsContext(t *testing.T) {
	for name, wait := range map[string]func(w *actor.Wait){
		"woken":    func(w *actor.Wait) { w.Wake(); _ = w.Park() },
		"canceled": func(w *actor.Wait) { w.Cancel(""); _ = w.Park() },
		"left":     func(w *actor.Wait) { w.Leave() },
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, run(t, func(ctx context.Context) error {
				held := waitsWithin(t, ctx, wait)
				require.True(t, collected(held))
				return nil
			}))
		})
	}
}

// asksWithin calls Wait of a queue at home under a context of its own.
//
//go:noinline
func asksWithin(ctx context.Context, unless *bool, home *actor.Home) (held weak.Pointer[[64]int], err error) {
	type key struct{}
	value := new([64]int)
	within, stop := context.WithCancel(context.WithValue(ctx, key{}, value))
	defer stop()
	_, err = new(actor.WaitQueue).Wait(within, unless, home, "its turn")
	return weak.Make(value), err
}

func TestAWaitThatIsNotNeededDoesNotKeepItsContext(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		open := true
		held, err := asksWithin(ctx, &open, &actor.Home{})
		require.NoError(t, err)
		require.True(t, collected(held))
		return nil
	}))
}

func TestAWaitAtAForeignLoopDoesNotKeepItsContext(t *testing.T) {
	other := actor.New(actor.System(addresses))
	defer func() { require.NoError(t, other.Shutdown(context.Background())) }()
	var home actor.Home
	require.NoError(t, home.Bind(other, "a queue"))
	require.NoError(t, run(t, func(ctx context.Context) error {
		held, err := asksWithin(ctx, nil, &home)
		require.ErrorIs(t, err, actor.ErrForeignLoop)
		require.True(t, collected(held))
		return nil
	}))
}
