package actor_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

// What cannot be awaited is refused one pass later.

func TestARefusedAwaitUnderAContextThatHasEndedReturnsItsCause(t *testing.T) {
	other := actor.New(actor.System(addresses))
	defer func() { require.NoError(t, other.Shutdown(context.Background())) }()
	for name, target := range map[string]func(self *actor.Fiber) *actor.Completion{
		"of itself":            func(self *actor.Fiber) *actor.Completion { return &self.Completion },
		"of what is elsewhere": func(*actor.Fiber) *actor.Completion { return promise(other) },
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, run(t, func(ctx context.Context) error {
				over := errors.New("over")
				within, end := context.WithCancelCause(ctx)
				end(over)
				require.ErrorIs(t, target(actor.Of(ctx)).Await(within), over)
				return nil
			}))
		})
	}
}
