package supervise

import (
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"
)

// ifB is a Decide that says this about the child b.
func ifB(said Directive) func(string, error) Directive {
	return func(child string, _ error) Directive {
		if child == "b" {
			return said
		}
		return ByType
	}
}

func TestAnEscalationEndsTheRestartsThatWait(t *testing.T) {
	s := Supervisor{Intensity: Unlimited, Backoff: Backoff{Min: time.Second}, Decide: ifB(Escalate)}
	require.Equal(t, []string{"stop 0s", "escalate 0s"}, notes(t, s, func(fail func(child int)) {
		fail(0)
		fail(1)
	}))
}

func TestAChildThatIsStoppedIsNotRestartedWithItsSet(t *testing.T) {
	s := Supervisor{Intensity: Unlimited, Strategy: OneForAll, Backoff: Backoff{Min: time.Second}, Decide: ifB(Stop)}
	require.Equal(t, []string{"stop 0s", "restart 1 1s"}, notes(t, s, func(fail func(child int)) {
		fail(0)
		fail(1)
	}))
}

func TestALaterSetWaitsWhenTheFirstIsRestarted(t *testing.T) {
	system := quietSystem(t)
	p := &notingParent{}
	spawn := func(name string) {
		pid, err := system.Root.SpawnNamed(proto.PropsFromFunc(func(proto.Context) {}), name)
		require.NoError(t, err)
		p.children = append(p.children, pid)
	}
	spawn("a")
	spawn("b")
	synctest.Test(t, func(t *testing.T) {
		p.began = time.Now()
		s := Supervisor{Strategy: OneForAll, Intensity: 2, Period: time.Hour, Backoff: Backoff{Min: 10 * time.Second}}
		strategy := s.ProtoStrategy()
		fail := func(i int) {
			strategy.HandleFailure(system, p, p.children[i], proto.NewRestartStatistics(), errors.New("oh"), nil)
		}
		fail(0)                     // a and b wait until 10 s
		time.Sleep(5 * time.Second) // of the bubble
		spawn("c")
		fail(2)                     // all wait until 15 s
		time.Sleep(7 * time.Second) // of the bubble
		fail(1)
		time.Sleep(time.Minute) // of the bubble
		synctest.Wait()
		require.Equal(t, []string{"restart 2 10s", "restart 3 15s"}, p.did)
	})
}

// notingGuardian stands for actors without a parent, which have nothing to do with each other.
type notingGuardian struct{ *notingParent }

func (notingGuardian) SendUserMessage(*proto.PID, any)   {}
func (notingGuardian) SendSystemMessage(*proto.PID, any) {}
func (notingGuardian) Stop(*proto.PID)                   {}

// guarded is what a strategy does for the actors a and b of a guardian.
func guarded(t *testing.T, s Supervisor, run func(fail func(actor int))) []string {
	system := quietSystem(t)
	p := &notingParent{children: []*proto.PID{system.NewLocalPID("a"), system.NewLocalPID("b")}}
	synctest.Test(t, func(*testing.T) {
		p.began = time.Now()
		strategy := s.ProtoStrategy()
		run(func(i int) {
			strategy.HandleFailure(system, notingGuardian{p}, p.children[i], proto.NewRestartStatistics(), errors.New("oh"), nil)
		})
		time.Sleep(time.Minute) // of the bubble
	})
	return p.did
}

func TestTheRunOfAGuardiansOtherActorGoesOn(t *testing.T) {
	s := Supervisor{Strategy: OneForAll, Intensity: Unlimited, Period: 5 * time.Second, Backoff: Backoff{Min: time.Second}}
	require.Equal(t, []string{"restart 1 1s", "restart 1 1m41s", "restart 1 1m43s"}, guarded(t, s, func(fail func(int)) {
		fail(0)
		time.Sleep(100 * time.Second) // of the bubble
		fail(1)
		time.Sleep(2 * time.Second) // of the bubble
		fail(0)                     // it ran for 101 s, so this is a new run of failures
	}))
}

func TestAGuardianThatGivesUpOnOneActorRestartsTheOthers(t *testing.T) {
	s := Supervisor{Intensity: 1, Period: time.Hour, Backoff: Backoff{Min: 10 * time.Second}}
	require.Equal(t, []string{"stop 1s", "restart 1 10s"}, guarded(t, s, func(fail func(int)) {
		fail(0)
		time.Sleep(time.Second) // of the bubble
		fail(1)
	}))
}

func quietSystem(t *testing.T) *proto.ActorSystem {
	system := proto.NewActorSystem(proto.WithLoggerFactory(func(*proto.ActorSystem) *slog.Logger { return slog.New(slog.DiscardHandler) }))
	t.Cleanup(system.Shutdown)
	return system
}

func TestAParentThatWasRestartedAfterAnEscalationRestartsItsChildren(t *testing.T) {
	s := Supervisor{Intensity: 1, Period: time.Hour, Backoff: Backoff{Min: 10 * time.Second}, Decide: ifB(Escalate)}
	require.Equal(t, []string{"stop 1s", "escalate 1s", "restart 1 11s"}, notes(t, s, func(fail func(child int)) {
		fail(0)
		time.Sleep(time.Second) // of the bubble
		fail(1)
		fail(0) // what was before the escalation does not count
	}))
}
