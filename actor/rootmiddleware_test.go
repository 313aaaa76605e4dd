package actor_test

import (
	"context"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// tooMuch is a message that the middleware of brokenRoot cannot take.
type tooMuch struct{}

// brokenRoot is an actor system whose root has a sender middleware that panics at a tooMuch.
func brokenRoot() *proto.ActorSystem {
	system := quietSystem()
	system.Root.WithSenderMiddleware(func(next proto.SenderFunc) proto.SenderFunc {
		return func(c proto.SenderContext, to *proto.PID, e *proto.MessageEnvelope) {
			if _, much := e.Message.(tooMuch); much {
				panic("the middleware is broken")
			}
			next(c, to, e)
		}
	})
	return system
}

func TestAPanicOfTheRootsMiddlewareAtAnAnswerIsNotBlamedOnASubscriber(t *testing.T) {
	var got reports
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		ref, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(context.Context, any) (any, error) { return tooMuch{}, nil }})
		if err != nil {
			return err
		}
		tasks.Ask[any](ctx, ref.PID(), 1)
		ref.Poison()
		return ref.Await(ctx)
	}), actor.System(brokenRoot()), actor.OnReport(got.take), actor.SlowStep(time.Hour), tasks.VirtualClock())
	require.NoError(t, err)
	require.Len(t, got.list(), 1)
	require.Equal(t, "sending an answer panicked", got.list()[0].Message)
}
