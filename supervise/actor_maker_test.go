package supervise_test

import (
	"context"
	"runtime"
	"testing"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAnActorThatAddHasTakenDoesNotKeepTheTaskThatMadeIt(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		rooms := supervise.Start(ctx, supervise.Supervisor{Name: "rooms"})
		var kept weak.Pointer[[4096]byte]
		_, err := tasks.Go(ctx, func(ctx context.Context) (*[4096]byte, error) { // a request that opens a room
			result := new([4096]byte)
			kept = weak.Make(result)
			room, _, err := supervise.Actor{Name: "room", Handle: func(_ context.Context, msg any) (any, error) { return msg, nil }}.Child(ctx)
			if err != nil {
				return nil, err
			}
			return result, rooms.Add(room)
		}).Await(ctx)
		if err != nil {
			return err
		}
		for range 20 {
			runtime.GC()
			if err := tasks.Yield(ctx); err != nil {
				return err
			}
		}
		require.Nil(t, kept.Value())
		return nil
	}))
	require.NoError(t, err)
}
