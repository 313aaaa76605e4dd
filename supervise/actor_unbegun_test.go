package supervise_test

import (
	"context"
	"testing"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAMessageThatIsCanceledBeforeItBeganIsADeadLetter(t *testing.T) {
	const told = 3
	for yields := range 6 { // in which pass the loop begins to shut
		var dead, handled int
		var unsubscribe func()
		acRun(t, func(ctx context.Context) {
			system := tasks.LoopOf(ctx).System()
			ref := acSpawn(t, ctx, supervise.Actor{Interleave: -1, Handle: func(context.Context, any) (any, error) {
				handled++
				return nil, nil
			}})
			sub := system.EventStream.Subscribe(func(e any) {
				if e, ok := e.(*proto.DeadLetterEvent); ok && e.PID.Equal(ref.PID()) {
					dead++
				}
			})
			unsubscribe = func() { system.EventStream.Unsubscribe(sub) }
			acTell(t, ctx, ref, make([]any, told)...)
			for range yields {
				require.NoError(t, tasks.Yield(ctx))
			}
		})
		unsubscribe()
		require.Equal(t, told, handled+dead, "after %d passes, %d were handled", yields, handled)
	}
}
