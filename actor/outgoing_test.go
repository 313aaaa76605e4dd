package actor_test

import (
	"context"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/actor/wire"
	"github.com/actorloom/actorloom/tasks"
)

var elsewhere = proto.NewPID("198.51.100.1:1", "somebody")

// order is a protobuf message with methods of its own, as people write them. Those of a nil pointer
// panic.
type order struct{ *wrapperspb.StringValue }

func TestAMessageToAnotherMachineIsTheOneOfTheCall(t *testing.T) {
	l := started(t)
	msg := wrapperspb.String("before")
	out, err := l.Outgoing(elsewhere, msg)
	require.NoError(t, err)
	msg.Value = "after" // protoactor may not have sent it yet
	require.Equal(t, "before", out.(*wrapperspb.StringValue).GetValue())
}

func TestAMessageWhoseMethodsPanicCannotBeSentToAnotherMachine(t *testing.T) {
	l := started(t)
	_, err := l.Outgoing(elsewhere, (*order)(nil))
	require.ErrorContains(t, err, "*actor_test.order")
	require.ErrorContains(t, err, "cannot be sent to another machine: panic: ")
}

func TestASystemMessageOfProtoactorCannotBeSentToAnotherMachine(t *testing.T) {
	l := started(t)
	_, err := l.Outgoing(elsewhere, &proto.Terminated{})
	require.ErrorIs(t, err, actor.ErrNotPortable)
	require.ErrorContains(t, err, "*actor.Terminated")
}

func TestAResultWhoseMethodsPanicIsAnErrorOnAnotherMachine(t *testing.T) {
	for name, takes := range map[string]time.Duration{"asked before the end": time.Millisecond, "asked afterwards": 0} {
		t.Run(name, func(t *testing.T) {
			l := started(t, actor.RememberResults(1))
			var answer pendingAnswer
			require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
				task := tasks.Go(ctx, tasks.After(takes, (*order)(nil)))
				pid := task.PID()
				if takes == 0 {
					if _, err := task.Await(ctx); err != nil {
						return err
					}
				}
				answer = addresses.Root.RequestFuture(pid, &wire.GetResult{}, time.Minute)
				_, err := task.Await(ctx)
				return err
			}))
			result, err := answer.Result()
			require.NoError(t, err)
			require.Contains(t, result.(*wire.TaskResult).GetError(), "the task succeeded, but a *actor_test.order cannot be sent")
		})
	}
}

// The loop has taken in the last posts already, and reports what it gives up on.
func TestWhoAsksForARememberedResultWhileTheLoopClosesIsAnswered(t *testing.T) {
	var pid *proto.PID
	answers := make(chan pendingAnswer, 1)
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		done := tasks.Go(ctx, tasks.After(0, wrapperspb.String("kept")))
		pid = done.PID()
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			for {
				_ = tasks.Sleep(ctx, time.Hour) // it refuses its cancellation
			}
		}))
		_, err := done.Await(ctx)
		return err
	}), actor.System(addresses), actor.RememberResults(5), actor.ShutdownLimit(time.Millisecond), actor.SlowStep(time.Hour),
		actor.OnReport(func(*actor.Loop, actor.Report) {
			if len(answers) == 0 {
				answers <- addresses.Root.RequestFuture(pid, &wire.GetResult{}, time.Minute)
			}
		}))
	require.Error(t, err)
	result, err := (<-answers).Result()
	require.NoError(t, err)
	require.NotNil(t, result.(*wire.TaskResult).GetValue())
}
