package actor_test

import (
	"context"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// noLetters expects no message of a user.
type noLetters struct{ t *testing.T }

func (n noLetters) Deliver(letter actor.Letter) { n.t.Errorf("it got %v", letter.Message) }
func (noLetters) Told(any)                      {}

func TestAnAnswerForWhichNobodyWaitsIsNoDeadLetter(t *testing.T) {
	system := quietSystem()
	defer system.Shutdown()
	dead := 0
	system.EventStream.Subscribe(func(event any) {
		if _, ok := event.(*proto.DeadLetterEvent); ok {
			dead++
		}
	})
	actor.New(actor.System(system)).Respond(nil, "an answer")
	require.Zero(t, dead)
}

func TestWhatIsSentToAnEndpointWhenItsLoopHandlesNothingMoreIsADeadLetter(t *testing.T) {
	l := actor.New(actor.VirtualClock(), actor.ShutdownLimit(time.Second), actor.System(addresses), actor.OnReport(func(*actor.Loop, actor.Report) {}))
	e := l.Register("late", noLetters{t})
	var dead []any
	defer addresses.EventStream.Unsubscribe(addresses.EventStream.Subscribe(func(event any) {
		if event, ok := event.(*proto.DeadLetterEvent); ok && event.PID.Equal(e.PID()) {
			dead = append(dead, event.Message)
		}
	}))
	tasks.GoOn(t.Context(), l, func(ctx context.Context) (int, error) {
		defer func() { // when it is unwound
			addresses.Root.Send(e.PID(), "too late")
			addresses.Root.Stop(e.PID()) // which is no letter
		}()
		for {
			_ = actor.Sleep(ctx, time.Hour)
		}
	})
	require.NoError(t, l.RunUntil(tasks.GoOn(t.Context(), l, tasks.After(0, 1)).Completion()))
	var left *actor.ShutdownError
	require.ErrorAs(t, l.Shutdown(t.Context()), &left)
	require.Equal(t, []any{"too late"}, dead)
}

func TestAClosedLoopAsksNobody(t *testing.T) {
	l := actor.New(actor.VirtualClock())
	require.NoError(t, l.Shutdown(t.Context()))
	require.ErrorIs(t, l.Ask(&actor.Request{}, nil, proto.NewPID("", ""), 1, nil), actor.ErrLoopClosed)
}

func TestAStopOfATasksAddressCancelsTheTask(t *testing.T) {
	l := started(t)
	p, pid := sleeper(t, l)
	process, _ := addresses.ProcessRegistry.Get(pid)
	process.SendSystemMessage(pid, &proto.Stop{}) // as from another machine
	_, err := p.Wait(t.Context())
	require.Equal(t, &actor.CanceledError{Msg: "stopped"}, err)
}
