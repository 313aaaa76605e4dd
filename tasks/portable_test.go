package tasks_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/asynkron/protoactor-go/remote"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// nobodysPID is an address on a machine that nobody has.
var nobodysPID = proto.NewPID("198.51.100.1:1", "somebody")

func TestAMessageThatProtobufRefusesFailsAtOnce(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		_, err := tasks.Ask[int](ctx, nobodysPID, wrapperspb.String("caf\xe9")).Await(ctx)
		require.ErrorContains(t, err, "StringValue to 198.51.100.1:1/somebody cannot be sent to another machine")
		require.ErrorContains(t, err, "UTF-8")
		require.ErrorContains(t, tasks.Tell(ctx, nobodysPID, wrapperspb.String("caf\xe9")), "UTF-8")
	})
}

func TestAHeaderThatIsNoTextFailsAtOnce(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		ctx = actor.WithHeaders(ctx, map[string]string{"name": "caf\xe9"})
		_, err := tasks.Ask[int](ctx, nobodysPID, wrapperspb.String("a")).Await(ctx)
		require.ErrorContains(t, err, `the header "name": "caf\xe9" is not valid UTF-8`)
	})
}

func TestAnAddressElsewhereThatIsNoTextFailsAtOnce(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		err := tasks.Tell(ctx, proto.NewPID(nobodysPID.Address, "caf\xe9"), wrapperspb.String("a"))
		require.ErrorContains(t, err, "not valid UTF-8")
	})
}

// unreachedProcess answers for another machine, as protoactor's remote does when that cannot be
// reached.
type unreachedProcess struct{ *proto.ActorSystem }

func (u unreachedProcess) SendUserMessage(pid *proto.PID, msg any) {
	_, _, sender := proto.UnwrapEnvelope(msg)
	u.Root.Send(sender, &proto.DeadLetterResponse{Target: pid})
}
func (u unreachedProcess) SendSystemMessage(*proto.PID, any) {}
func (u unreachedProcess) Stop(*proto.PID)                   {}

func TestARequestThatCannotLeaveTheMachineSaysSo(t *testing.T) {
	system := quietSystem()
	system.ProcessRegistry.RegisterAddressResolver(func(*proto.PID) (proto.Process, bool) { return unreachedProcess{system}, true })
	to := proto.NewPID(nobodysPID.Address, nobodysPID.Id) // which remembers the process
	inRun(t, func(ctx context.Context) {
		_, err := tasks.Ask[error](ctx, to, wrapperspb.String("a")).Await(ctx)
		var dead *tasks.DeadLetterError
		require.ErrorAs(t, err, &dead)
		require.EqualError(t, err, "nobody at 198.51.100.1:1/somebody takes the message: "+
			"its machine cannot be reached, or no remote runs here")
	}, tasks.System(system))
}

// otherSerializer has a method that remote knows nothing of.
type otherSerializer struct{}

func (otherSerializer) Serialize() ([]byte, error) { return nil, nil }

func TestAnyMethodThatIsCalledSerializeMakesNoMessagePortable(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		require.ErrorIs(t, tasks.Tell(ctx, nobodysPID, otherSerializer{}), tasks.ErrNotPortable)
	})
}

// ownForm is what remote sends in a form of its own.
type ownForm struct {
	text string
	err  error
}

func (r *ownForm) Serialize() (remote.RootSerialized, error) {
	if r.err != nil {
		return nil, r.err
	}
	return ownFormSent{wrapperspb.String(r.text)}, nil
}

type ownFormSent struct{ *wrapperspb.StringValue }

func (r ownFormSent) Deserialize() (remote.RootSerializable, error) {
	return &ownForm{text: r.GetValue()}, nil
}

func TestWhatRemoteSerializesTravelsAsItWasAtTheCall(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		msg := &ownForm{text: "before"}
		out, err := tasks.LoopOf(ctx).Outgoing(nobodysPID, msg)
		require.NoError(t, err)
		msg.text = "after"
		require.Equal(t, "before", out.(*wrapperspb.StringValue).GetValue())
	})
}

func TestWhatCannotBeSerializedIsAnErrorOfTheCall(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		broken := &ownForm{err: errors.New("it is broken")}
		require.ErrorIs(t, tasks.Tell(ctx, nobodysPID, broken), broken.err)
		_, err := tasks.Ask[int](ctx, nobodysPID, broken).Await(ctx)
		require.ErrorIs(t, err, broken.err)
		reply := replyElsewhere(t, broken)
		require.Contains(t, reply.Message.(*wrapperspb.StringValue).GetValue(), "it is broken")
	})
}

func TestAnAnswerOfBytesTravelsAsItWasAtTheReturn(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		buffer := []byte("before")
		reply := tasks.Reply(tasks.LoopOf(ctx), nobodysPID, buffer, nil)
		copy(buffer, "after!")
		require.Equal(t, "before", string(reply.(*wrapperspb.BytesValue).GetValue()))
	})
}

func TestTheHeadersOfAnAnswerTravelAsTheyWereAtTheReturn(t *testing.T) {
	answer := &proto.MessageEnvelope{Message: 7}
	answer.SetHeader("part", "1")
	first := replyElsewhere(t, answer)
	answer.SetHeader("part", "2")
	require.Equal(t, "1", first.GetHeader("part"))
}

// replyElsewhere is v as an answer to another machine, which comes in an envelope.
func replyElsewhere(t *testing.T, v any) (reply *proto.MessageEnvelope) {
	t.Helper()
	inRun(t, func(ctx context.Context) {
		var ok bool
		reply, ok = tasks.Reply(tasks.LoopOf(ctx), nobodysPID, v, nil).(*proto.MessageEnvelope)
		require.True(t, ok)
	})
	return reply
}

func TestAnAnswerInAnEnvelopeBecomesAProtobufMessage(t *testing.T) {
	answer := &proto.MessageEnvelope{Message: 7}
	answer.SetHeader("traceparent", traceparent)
	reply := replyElsewhere(t, answer)
	require.Equal(t, wrapperspb.Int64(7), reply.Message)
	require.Equal(t, traceparent, reply.GetHeader("traceparent"))
	require.Equal(t, 7, answer.Message, "the handler's own is as it was")
}

func TestAnAnswerInAnEnvelopeThatCannotTravelIsAnError(t *testing.T) {
	reply := replyElsewhere(t, &proto.MessageEnvelope{Message: map[string]int{}})
	require.Contains(t, reply.Message.(*wrapperspb.StringValue).GetValue(), "a map[string]int cannot be sent")
}

// numberError is an error that looks like a number, as a syscall.Errno does.
type numberError int

func (n numberError) Error() string { return fmt.Sprint("error number ", int(n)) }

func TestAnAnswerThatIsAnErrorTravelsAsItsText(t *testing.T) {
	for text, answer := range map[string]any{
		"the disk is full": errors.New("the disk is full"),
		"error number 7":   numberError(7),
		"in an envelope":   &proto.MessageEnvelope{Message: errors.New("in an envelope")},
	} {
		reply := replyElsewhere(t, answer)
		require.Equal(t, text, reply.Message.(*wrapperspb.StringValue).GetValue())
		require.NotEmpty(t, reply.GetHeader("actorloom-error"))
	}
}

func TestAnAnswerThatProtobufRefusesIsAnError(t *testing.T) {
	reply := replyElsewhere(t, wrapperspb.String("caf\xe9"))
	require.Contains(t, reply.Message.(*wrapperspb.StringValue).GetValue(), "UTF-8")
}

func TestAnAnswerWithAHeaderThatIsNoTextIsAnError(t *testing.T) {
	answer := &proto.MessageEnvelope{Message: 7}
	answer.SetHeader("name", "caf\xe9")
	reply := replyElsewhere(t, answer)
	require.Contains(t, reply.Message.(*wrapperspb.StringValue).GetValue(), `the header "name": "caf\xe9" is not valid UTF-8`)
}

func TestAnEnvelopeWithAHeaderThatIsNoTextFailsAtOnce(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		given := &proto.MessageEnvelope{Message: wrapperspb.String("a")}
		given.SetHeader("name", "caf\xe9")
		require.ErrorContains(t, tasks.Tell(ctx, nobodysPID, given), "not valid UTF-8")
	})
}

func TestAnEnvelopeWithASenderThatIsNoTextFailsAtOnce(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		given := &proto.MessageEnvelope{Message: wrapperspb.String("a"), Sender: proto.NewPID(nobodysPID.Address, "caf\xe9")}
		require.ErrorContains(t, tasks.Tell(ctx, nobodysPID, given), "not valid UTF-8")
	})
}

func TestAnAnswerWithASenderThatIsNoTextIsAnError(t *testing.T) {
	reply := replyElsewhere(t, &proto.MessageEnvelope{Message: 7, Sender: proto.NewPID(nobodysPID.Address, "caf\xe9")})
	require.Contains(t, reply.Message.(*wrapperspb.StringValue).GetValue(), "not valid UTF-8")
}
