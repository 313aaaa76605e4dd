package tasks_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"
	protobuf "google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/actor/wire"
	"github.com/actorloom/actorloom/tasks"
)

// askFor asks for a T an actor that answers with answer.
func askFor[T any](t *testing.T, answer any) (v T, err error) {
	t.Helper()
	inRun(t, func(ctx context.Context) {
		pid := askActor(t, ctx, func(c proto.Context) { c.Respond(answer) }, proto.WithDispatcher(tasks.LoopOf(ctx)))
		v, err = tasks.Ask[T](ctx, pid, "question").Await(ctx)
	})
	return v, err
}

// refused asks for a T and returns the error that says that the answer is none.
func refused[T any](t *testing.T, answer any) *tasks.AnswerTypeError {
	t.Helper()
	_, err := askFor[T](t, answer)
	var wrong *tasks.AnswerTypeError
	require.ErrorAs(t, err, &wrong)
	require.Equal(t, answer, wrong.Got)
	require.NotNil(t, wrong.From)
	return wrong
}

func TestAnAnswerOfAnotherTypeNamesBothTypes(t *testing.T) {
	require.ErrorContains(t, refused[int](t, "seven"), "got string, want int")
	require.ErrorContains(t, refused[fmt.Stringer](t, 7), "got int, want fmt.Stringer")
	require.ErrorContains(t, refused[*fs.PathError](t, 7), "got int, want *fs.PathError")
	require.ErrorContains(t, refused[[]int](t, []string{}), "got []string, want []int")
	require.ErrorContains(t, refused[*int](t, nil), "got <nil>, want *int")
	require.ErrorContains(t, refused[int](t, tasks.NoReply{}), "got tasks.NoReply, want int")
}

func TestAnAnswerMayBeAnyValueOfAnInterface(t *testing.T) {
	v, err := askFor[io.Reader](t, io.NopCloser(nil))
	require.NoError(t, err)
	require.NotNil(t, v)
}

func TestANilAnswerIsANilInterface(t *testing.T) {
	v, err := askFor[any](t, nil)
	require.NoError(t, err)
	require.Nil(t, v)
	_, err = askFor[fmt.Stringer](t, nil)
	require.NoError(t, err)
}

func TestANilPointerIsAnAnswer(t *testing.T) {
	v, err := askFor[*int](t, (*int)(nil))
	require.NoError(t, err)
	require.Nil(t, v)
}

func TestNoReplyIsAnAnswerForWhoExpectsNothing(t *testing.T) {
	_, err := askFor[struct{}](t, tasks.NoReply{})
	require.NoError(t, err)
	v, err := askFor[any](t, tasks.NoReply{})
	require.NoError(t, err)
	require.Nil(t, v)
	_, err = askFor[tasks.NoReply](t, tasks.NoReply{})
	require.NoError(t, err)
}

func TestAnAnswerThatIsAnErrorIsTheRequestsError(t *testing.T) {
	_, err := askFor[int](t, io.ErrUnexpectedEOF)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	_, err = askFor[any](t, io.ErrUnexpectedEOF)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

func TestWhoAsksForAnErrorGetsItAsTheValue(t *testing.T) {
	v, err := askFor[error](t, io.ErrUnexpectedEOF)
	require.NoError(t, err)
	require.ErrorIs(t, v, io.ErrUnexpectedEOF)
	p, err := askFor[*fs.PathError](t, &fs.PathError{Op: "open"})
	require.NoError(t, err)
	require.Equal(t, "open", p.Op)
	_, err = askFor[*fs.PathError](t, io.ErrUnexpectedEOF)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

func TestAnAnswerThatIsACancellationCancelsTheRequest(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		pid := askActor(t, ctx, func(c proto.Context) {
			c.Respond(fmt.Errorf("gave up: %w", &tasks.CanceledError{Msg: "enough"}))
		})
		request := tasks.Ask[int](ctx, pid, 1)
		_, err := request.Await(ctx)
		require.EqualError(t, err, "gave up: canceled: enough")
		require.True(t, request.Canceled())
	})
}

func TestTheTextOfARemoteErrorIsAnError(t *testing.T) {
	reply := tasks.ErrorReply(proto.NewPID("elsewhere:1", "a"), "here:1", errors.New("the disk is full"))
	_, err := askFor[string](t, reply)
	require.ErrorIs(t, err, tasks.ErrRemote)
	require.ErrorContains(t, err, "the disk is full")
	v, err := askFor[error](t, reply)
	require.NoError(t, err)
	require.ErrorIs(t, v, tasks.ErrRemote)
}

func TestAnErrorStaysItselfOnTheSameMachine(t *testing.T) {
	require.Equal(t, io.EOF, tasks.ErrorReply(proto.NewPID("here:1", "a"), "here:1", io.EOF))
}

// What crosses machines is wrapped; who asks need not know where the actor is.
func TestAWrappedValueIsTheValue(t *testing.T) {
	s, err := askFor[string](t, wrapperspb.String("hello"))
	require.NoError(t, err)
	require.Equal(t, "hello", s)
	n, err := askFor[int16](t, wrapperspb.Int64(7))
	require.NoError(t, err)
	require.EqualValues(t, 7, n)
	require.ErrorContains(t, refused[int8](t, wrapperspb.Int64(700)), "want int8")
	w, err := askFor[*wrapperspb.StringValue](t, wrapperspb.String("hello"))
	require.NoError(t, err)
	require.Equal(t, "hello", w.GetValue())
}

func TestHowATaskElsewhereEndedIsATaskResultForWhoAsksForOne(t *testing.T) {
	r, err := askFor[actor.TaskResult](t, &wire.TaskResult{Outcome: &wire.TaskResult_Error{Error: "the disk is full"}})
	require.NoError(t, err)
	require.ErrorIs(t, r.Err, tasks.ErrRemote)
	require.ErrorContains(t, r.Err, "the disk is full")
	r, err = askFor[actor.TaskResult](t, &wire.TaskResult{Outcome: &wire.TaskResult_Canceled{Canceled: "enough"}})
	require.NoError(t, err)
	require.True(t, tasks.IsCanceled(r.Err))
	value, err := wire.Pack("seven")
	require.NoError(t, err)
	r, err = askFor[actor.TaskResult](t, &wire.TaskResult{Outcome: &wire.TaskResult_Value{Value: value}})
	require.NoError(t, err)
	require.Equal(t, actor.TaskResult{Value: "seven"}, r)
}

func TestAProtobufMessageIsItselfWhereAnInterfaceIsAskedFor(t *testing.T) {
	text := wrapperspb.String("seven")
	v, err := askFor[any](t, text)
	require.NoError(t, err)
	require.Same(t, text, v)
	m, err := askFor[protobuf.Message](t, text)
	require.NoError(t, err)
	require.Same(t, text, m)
}

func TestTheResultOfATaskElsewhereOfATypeThatIsNotKnownHereIsAnError(t *testing.T) {
	_, err := askFor[int](t, &wire.TaskResult{Outcome: &wire.TaskResult_Value{Value: &anypb.Any{TypeUrl: "type.googleapis.com/nobody.Knows"}}})
	require.ErrorContains(t, err, "the result of ")
	require.ErrorContains(t, err, "nobody.Knows")
}

func TestAnAnswerThatIsANilMessageOfProtoactorIsAnError(t *testing.T) {
	require.ErrorContains(t, refused[int](t, (*proto.MessageEnvelope)(nil)), "got *actor.MessageEnvelope, want int")
	_, err := askFor[int](t, (*proto.DeadLetterResponse)(nil))
	var dead *tasks.DeadLetterError
	require.ErrorAs(t, err, &dead)
}

func TestWhoAsksATaskWithAPoisonPillIsToldOfItsEnd(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, tasks.After(time.Hour, 1))
		_, err := tasks.Ask[int](ctx, task.PID(), &proto.PoisonPill{}).Await(ctx)
		require.True(t, tasks.IsCanceled(err))
		require.ErrorContains(t, err, "poisoned")
	})
}
