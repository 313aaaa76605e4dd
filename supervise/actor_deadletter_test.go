package supervise_test

import (
	"context"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestASubscriberThatPanicsKeepsNobodyWaiting(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var ref *supervise.Ref
		stream := tasks.LoopOf(ctx).System().EventStream
		sub := stream.Subscribe(func(e any) {
			if d, ok := e.(*proto.DeadLetterEvent); ok && d.PID.Equal(ref.PID()) {
				panic("the subscriber")
			}
		})
		defer stream.Unsubscribe(sub)
		stopping := false
		ref = spawn(t, ctx, supervise.Actor{
			Handle:     func(ctx context.Context, msg any) (any, error) { return msg, tasks.Sleep(ctx, time.Second) },
			OnStopping: func(context.Context) error { stopping = true; return nil },
		})
		var asked []*tasks.Future[any]
		for i := range 4 {
			asked = append(asked, tasks.Ask[any](ctx, ref.PID(), i))
		}
		require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
		ref.Stop()
		_, err := asked[0].Await(ctx)
		require.NoError(t, err)
		for _, f := range asked[1:] {
			_, err := supervise.WaitFor(ctx, f, time.Hour)
			var dead *tasks.DeadLetterError
			require.ErrorAs(t, err, &dead)
		}
		require.NoError(t, ref.Await(ctx))
		require.True(t, stopping)
	})
}

func TestWhoAsksWithAMessageThatThereIsAlwaysRoomForIsAnswered(t *testing.T) {
	for _, msg := range []any{supervise.ReceiveTimeout{}, &proto.Terminated{}, &proto.PoisonPill{}} {
		inLoggedRun(t, func(ctx context.Context) {
			ref := spawn(t, ctx, supervise.Actor{Handle: fragile})
			ref.Stop()
			_, err := supervise.WaitFor(ctx, tasks.Ask[any](ctx, ref.PID(), msg), time.Hour)
			require.NotErrorIs(t, err, tasks.ErrTimeout, "%T", msg)
		})
	}
}

func TestWhoAsksByAPoisonPillIsAnsweredWhenItHasItsTurn(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) { return nil, tasks.Sleep(ctx, time.Second) }})
		tell(t, ctx, ref, "a message")
		began := tasks.LoopOf(ctx).Now()
		reply, err := supervise.WaitFor(ctx, tasks.Ask[any](ctx, ref.PID(), &proto.PoisonPill{}), time.Hour)
		require.NoError(t, err)
		require.Nil(t, reply)
		require.Equal(t, time.Second, tasks.LoopOf(ctx).Now().Sub(began))
		require.NoError(t, ref.Await(ctx))
	})
}
