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
