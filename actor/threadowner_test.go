package actor_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

// heir is told that its thread was left behind.
type heir func()

func (h heir) LeftBehind() { h() }

func TestEachOwnerOfAThreadThatIsLeftBehindIsToldWhateverTheFirstDoes(t *testing.T) {
	for name, first := range map[string]func(l *actor.Loop, h *actor.Hold){
		"panic":   func(*actor.Loop, *actor.Hold) { panic("left behind") },
		"Goexit":  func(*actor.Loop, *actor.Hold) { runtime.Goexit() },
		"Release": func(l *actor.Loop, h *actor.Hold) { l.Release(h) },
	} {
		t.Run(name, func(t *testing.T) {
			var got reports
			l := actor.New(actor.VirtualClock(), actor.ShutdownLimit(time.Second), actor.OnReport(got.take))
			told := 0
			one := &actor.Hold{Name: "one", Thread: true}
			one.Owner = heir(func() { told++; first(l, one) })
			l.Hold(one)
			for range 2 {
				l.Hold(&actor.Hold{Name: "another", Thread: true, Owner: heir(func() { told++ })})
			}
			aside(func() { _ = l.Shutdown(context.Background()) })
			require.True(t, l.Closed())
			require.Equal(t, 3, told)
			all := got.list()
			require.Equal(t, "threads were still running when their loop was closed", all[len(all)-1].Message)
		})
	}
}

func TestWorkThatIsHeldTwiceIsReleasedOnce(t *testing.T) {
	l := actor.New(actor.VirtualClock(), actor.ShutdownLimit(time.Hour))
	h := &actor.Hold{Name: "a thread", Thread: true}
	l.Hold(h)
	l.Hold(h)
	l.Release(h)
	require.NoError(t, l.Shutdown(t.Context()))
}

func TestALoopWhoseActorCannotBeSpawnedIsNotRunning(t *testing.T) {
	system := quietSystem()
	refused := errors.New("refused")
	system.Root.WithSpawnMiddleware(func(proto.SpawnFunc) proto.SpawnFunc {
		return func(*proto.ActorSystem, string, *proto.Props, proto.SpawnerContext) (*proto.PID, error) {
			return nil, refused
		}
	})
	l := actor.New(actor.System(system))
	require.PanicsWithError(t, "refused", func() { _, _ = l.Start() })
	require.False(t, l.Running())
	require.NoError(t, l.RunUntilEnd(func() *actor.Completion { c := promise(l); c.Settle(nil); return c }))
	require.NoError(t, l.Shutdown(t.Context()))
}

func TestALoopIsNotDrivenUntilTheEndOfWhatAnotherLoopMakes(t *testing.T) {
	l, other := actor.New(), actor.New()
	require.ErrorIs(t, l.RunUntilEnd(func() *actor.Completion { return promise(other) }), actor.ErrForeignLoop)
	require.NoError(t, l.Shutdown(t.Context()))
	require.NoError(t, other.Shutdown(t.Context()))
}
