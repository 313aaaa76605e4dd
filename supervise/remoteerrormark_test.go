package supervise_test

import (
	"context"
	"testing"

	proto "github.com/asynkron/protoactor-go/actor"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// failedThere is what PipeTo of another machine sends for an error.
func failedThere() *proto.MessageEnvelope {
	env := &proto.MessageEnvelope{Message: wrapperspb.String("failed")}
	env.SetHeader("actorloom-error", "1")
	return env
}

func TestTheMarkOfARemoteErrorStaysWithIt(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		got := tasks.NewFuture[string](ctx)
		log, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			return nil, got.SetResult(supervise.Headers(ctx)["actorloom-error"])
		}})
		if err != nil {
			return err
		}
		sink, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			return nil, tasks.Tell(ctx, log.PID(), wrapperspb.String("a note"))
		}})
		if err != nil {
			return err
		}
		if err := tasks.Tell(ctx, sink.PID(), failedThere()); err != nil {
			return err
		}
		if mark, err := got.Await(ctx); mark != "" || err != nil {
			t.Errorf("the note has the mark %q, %v", mark, err)
		}
		return nil
	}), tasks.VirtualClock())
	if err != nil {
		t.Error(err)
	}
}

func TestAnAnswerToldAfterARemoteErrorIsAValue(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		customers := make(chan *proto.PID, 1)
		desk := tasks.LoopOf(ctx).System().Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
			if c.Message() == "order" {
				customers <- c.Sender()
			}
		}))
		sink, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			customer, _, err := tasks.Recv(ctx, customers)
			if err != nil {
				return nil, err
			}
			return nil, tasks.Tell(ctx, customer, wrapperspb.String("from the cache"))
		}})
		if err != nil {
			return err
		}
		answer := tasks.Ask[string](ctx, desk, "order")
		if err := tasks.Tell(ctx, sink.PID(), failedThere()); err != nil {
			return err
		}
		if v, err := answer.Await(ctx); v != "from the cache" || err != nil {
			t.Errorf("the answer is %q, %v", v, err)
		}
		return nil
	}))
	if err != nil {
		t.Error(err)
	}
}
