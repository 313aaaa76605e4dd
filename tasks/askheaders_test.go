package tasks_test

import (
	"context"
	"testing"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

// withTrace is ctx with the headers of a request that is being traced.
func withTrace(ctx context.Context) context.Context {
	return actor.WithHeaders(ctx, map[string]string{"traceparent": traceparent})
}

// traced answers with the trace that came along.
func traced(t *testing.T, ctx context.Context) *proto.PID {
	return askActor(t, ctx, func(c proto.Context) { c.Respond(c.MessageHeader().Get("traceparent")) })
}

func TestARequestCarriesTheHeadersOfItsContext(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		pid := traced(t, ctx)
		got, err := tasks.Ask[string](withTrace(ctx), pid, "a question").Await(ctx)
		require.NoError(t, err)
		require.Equal(t, traceparent, got)
		got, err = tasks.Ask[string](ctx, pid, "a question").Await(ctx)
		require.NoError(t, err)
		require.Empty(t, got, "a request without headers")
	})
}

func TestATaskHandsTheHeadersDownToItsTasks(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		pid := traced(t, ctx)
		got, err := tasks.Go(withTrace(ctx), func(ctx context.Context) (string, error) {
			return tasks.Go(ctx, func(ctx context.Context) (string, error) {
				return tasks.Ask[string](ctx, pid, "a question").Await(ctx)
			}).Await(ctx)
		}).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, traceparent, got)
	})
}

func TestTellCarriesTheHeadersOfItsContext(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		got := tasks.NewFuture[string](ctx)
		pid := askActor(t, ctx, func(c proto.Context) {
			_ = got.SetResult(c.Message().(string) + c.MessageHeader().Get("traceparent"))
		}, proto.WithDispatcher(tasks.LoopOf(ctx)))
		require.NoError(t, tasks.Tell(withTrace(ctx), pid, "trace: "))
		v, err := got.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "trace: "+traceparent, v)
	})
}

// What changes the headers of one message must not change those of the next.
func TestEachRequestHasHeadersOfItsOwn(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ctx = withTrace(ctx)
		pid := askActor(t, ctx, func(c proto.Context) { c.Respond(c.MessageHeader().Length()) },
			proto.WithReceiverMiddleware(func(next proto.ReceiverFunc) proto.ReceiverFunc {
				return func(c proto.ReceiverContext, env *proto.MessageEnvelope) {
					env.SetHeader("seen", "by the middleware")
					next(c, env)
				}
			}))
		_, err := tasks.Ask[int](ctx, pid, 1).Await(ctx)
		require.NoError(t, err)
		require.Len(t, actor.HeadersOf(ctx), 1)
	})
}

func TestTellWithoutATaskFails(t *testing.T) {
	require.ErrorIs(t, tasks.Tell(t.Context(), proto.NewPID("a", "b"), 1), tasks.ErrNoTask)
}

func TestTellToNobodyFails(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var dead *tasks.DeadLetterError
		require.ErrorAs(t, tasks.Tell(ctx, nil, 1), &dead)
	})
}

// A bare nil in the mailbox of a protoactor actor makes it spin for ever.
func TestNilIsAMessage(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		got := tasks.NewFuture[any](ctx)
		pid := askActor(t, ctx, func(c proto.Context) { _ = got.SetResult(c.Message()) }, proto.WithDispatcher(tasks.LoopOf(ctx)))
		require.NoError(t, tasks.Tell(ctx, pid, nil))
		v, err := got.Await(ctx)
		require.NoError(t, err)
		require.Nil(t, v)
	})
}

func TestHeadersPassThroughTheTasksOfActors(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		end, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			return tasks.Go(ctx, func(ctx context.Context) (string, error) {
				return actor.HeadersOf(ctx)["traceparent"], nil
			}).Await(ctx)
		}})
		require.NoError(t, err)
		front, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			return tasks.Ask[string](ctx, end.PID(), msg).Await(ctx)
		}})
		require.NoError(t, err)
		got, err := tasks.Ask[string](withTrace(ctx), front.PID(), "a question").Await(ctx)
		require.NoError(t, err)
		require.Equal(t, traceparent, got)
	})
}

func TestTellAddsTheHeadersOfItsContextToAnEnvelope(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		got := tasks.NewFuture[string](ctx)
		pid := askActor(t, ctx, func(c proto.Context) {
			text, _ := c.Message().(string)
			_ = got.SetResult(text + c.MessageHeader().Get("own") + c.MessageHeader().Get("traceparent"))
		}, proto.WithDispatcher(tasks.LoopOf(ctx)))
		given := &proto.MessageEnvelope{Message: "trace: "}
		given.SetHeader("own", "its own, ")
		require.NoError(t, tasks.Tell(withTrace(ctx), pid, given))
		v, err := got.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "trace: its own, "+traceparent, v)
	})
}
