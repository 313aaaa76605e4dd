package supervise_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// noteSlowly notes the begin and the end of each message, which takes a second.
func noteSlowly(notes *[]string) supervise.Handler {
	return func(ctx context.Context, msg any) (any, error) {
		*notes = append(*notes, fmt.Sprint(msg, " begins"))
		err := tasks.Sleep(ctx, time.Second)
		*notes = append(*notes, fmt.Sprint(msg, " ends"))
		return msg, err
	}
}

func TestTheNextMessageBeginsWhenTheHandlerHasEnded(t *testing.T) {
	var notes []string
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: noteSlowly(&notes)})
		tell(t, ctx, ref, 1, 2)
		ref.Poison()
		require.NoError(t, ref.Await(ctx))
	})
	require.Equal(t, []string{"1 begins", "1 ends", "2 begins", "2 ends"}, notes)
}

func TestMessagesOfAReentrantActorInterleaveAtTheirAwaits(t *testing.T) {
	var notes []string
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: noteSlowly(&notes), Interleave: -1})
		tell(t, ctx, ref, 1, 2)
		ref.Poison()
		require.NoError(t, ref.Await(ctx))
	})
	require.Equal(t, []string{"1 begins", "2 begins", "1 ends", "2 ends"}, notes)
}

func TestInterleaveBoundsHowManyMessagesAreUnderWay(t *testing.T) {
	const n = 3
	now, most, handled := 0, 0, 0
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Interleave: n, Handle: func(ctx context.Context, msg any) (any, error) {
			now++
			most = max(most, now)
			defer func() { now--; handled++ }()
			return nil, tasks.Sleep(ctx, time.Duration(msg.(int))*time.Second)
		}})
		for i := range 20 {
			tell(t, ctx, ref, 1+i%4)
		}
		ref.Poison()
		require.NoError(t, ref.Await(ctx))
	})
	require.Equal(t, n, most)
	require.Equal(t, 20, handled)
}

func TestBecomeAndUnbecomeChangeTheHandler(t *testing.T) {
	says := func(what string) supervise.Handler {
		return func(ctx context.Context, msg any) (any, error) {
			if msg == "back" {
				return what, supervise.Unbecome(ctx)
			}
			return what, nil
		}
	}
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			if msg == "change" {
				return "first", supervise.Become(ctx, says("second"))
			}
			return says("first")(ctx, msg)
		}})
		var got []any
		for _, msg := range []string{"x", "change", "x", "back", "x", "back", "x"} {
			v, err := answerOf(ctx, ref, msg)
			require.NoError(t, err)
			got = append(got, v)
		}
		require.Equal(t, []any{"first", "first", "second", "second", "first", "first", "first"}, got,
			"the first handler stays")
		ref.Stop()
	})
}

func TestATypedHandlerNamesBothTypesWhenItRefuses(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: supervise.Typed(func(_ context.Context, msg error) (string, error) {
			return msg.Error(), nil
		})})
		v, err := answerOf(ctx, ref, errOutOfOrder)
		require.NoError(t, err)
		require.Equal(t, errOutOfOrder.Error(), v)
		_, err = answerOf(ctx, ref, 1)
		require.ErrorIs(t, err, supervise.ErrUnhandled)
		require.ErrorContains(t, err, "got int, want error")
		ref.Stop()
	})
}

func TestARefusedMessageNamesTheActorAndTheType(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Name: "deaf", Handle: func(context.Context, any) (any, error) {
			return nil, supervise.ErrUnhandled
		}})
		require.Equal(t, `actor "deaf"`, ref.String())
		_, err := answerOf(ctx, ref, 1)
		require.ErrorIs(t, err, supervise.ErrUnhandled)
		require.ErrorContains(t, err, ": deaf got int")
		ref.Stop()
	})
}

func TestWhatIsOfAnActorNeedsItsContext(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		idle := func(context.Context, any) (any, error) { return nil, nil }
		_, err := supervise.SpawnChild(ctx, supervise.Actor{Handle: idle})
		for _, err := range []error{
			err, supervise.Stash(ctx), supervise.Unstash(ctx), supervise.Become(ctx, idle), supervise.Unbecome(ctx),
			supervise.SetReceiveTimeout(ctx, time.Second), supervise.Watch(ctx, nil), supervise.Unwatch(ctx, nil),
		} {
			require.ErrorIs(t, err, supervise.ErrNoActor)
		}
		require.Nil(t, supervise.Self(ctx))
		require.Nil(t, supervise.Sender(ctx))
		require.Empty(t, supervise.Headers(ctx))
		_, err = supervise.Spawn(ctx, supervise.Actor{})
		require.ErrorIs(t, err, tasks.ErrNilFunc)
		_, err = supervise.Spawn(ctx, supervise.Actor{Handle: supervise.Typed[int, int](nil)})
		require.ErrorIs(t, err, tasks.ErrNilFunc)
		_, err = supervise.SpawnOn(ctx, nil, supervise.Actor{Handle: idle})
		require.ErrorIs(t, err, tasks.ErrNoLoop)
		_, err = supervise.Spawn(context.Background(), supervise.Actor{Handle: idle})
		require.ErrorIs(t, err, tasks.ErrNoTask)
	})
}

func TestTheSenderOfAMessageIsWhoGetsTheAnswer(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		asker := spawn(t, ctx, supervise.Actor{Handle: ignoring})
		sender := tasks.NewFuture[*proto.PID](ctx)
		asked := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			return nil, sender.SetResult(supervise.Sender(ctx))
		}})
		tell(t, ctx, asked, &proto.MessageEnvelope{Message: 1, Sender: asker.PID()})
		got, err := sender.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, asker.PID().GetId(), got.GetId())
	})
}

func TestAnActorThatHasEndedBecomesNothing(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var kept context.Context
		idle := func(ctx context.Context, _ any) (any, error) { kept = ctx; return nil, nil }
		ref := spawn(t, ctx, supervise.Actor{Handle: idle})
		_, err := tasks.Ask[any](ctx, ref.PID(), 1).Await(ctx)
		require.NoError(t, err)
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
		require.ErrorIs(t, supervise.Become(kept, idle), supervise.ErrActorStopped)
		require.ErrorIs(t, supervise.Unbecome(kept), supervise.ErrActorStopped)
	})
}
