package supervise

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"
)

// notingParent notes what a strategy does, and when.
type notingParent struct {
	mu       sync.Mutex
	began    time.Time
	children []*proto.PID
	did      []string
}

func (p *notingParent) note(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.did = append(p.did, fmt.Sprint(what, " ", time.Since(p.began)))
}
func (p *notingParent) Children() []*proto.PID          { return p.children }
func (p *notingParent) EscalateFailure(_, _ any)        { p.note("escalate") }
func (p *notingParent) RestartChildren(c ...*proto.PID) { p.note(fmt.Sprint("restart ", len(c))) }
func (p *notingParent) StopChildren(...*proto.PID)      { p.note("stop") }
func (p *notingParent) ResumeChildren(...*proto.PID)    {}

func notes(t *testing.T, s Supervisor, run func(fail func(child int))) []string {
	system := quietSystem(t)
	p := &notingParent{children: []*proto.PID{system.NewLocalPID("a"), system.NewLocalPID("b")}}
	synctest.Test(t, func(*testing.T) {
		p.began = time.Now()
		strategy := s.ProtoStrategy()
		run(func(child int) {
			strategy.HandleFailure(system, p, p.children[child], proto.NewRestartStatistics(), errors.New("oh"), nil)
		})
		time.Sleep(time.Minute) // of the bubble
	})
	return p.did
}

func TestFailuresOfProtoactorSiblingsThatAreRestartedAnywayAreOneRestart(t *testing.T) {
	s := Supervisor{Strategy: OneForAll, Intensity: 1, Period: time.Hour, Backoff: Backoff{Min: time.Second}}
	require.Equal(t, []string{"restart 2 1s"}, notes(t, s, func(fail func(child int)) {
		fail(0)
		fail(1) // before the second is over, at which both are restarted
	}))
}

func TestTheRunOfAProtoactorChildBeginsWhenItsSiblingHasItRestarted(t *testing.T) {
	s := Supervisor{Strategy: OneForAll, Intensity: Unlimited, Period: 5 * time.Second, Backoff: Backoff{Min: time.Second}}
	require.Equal(t, []string{"restart 2 1s", "restart 2 11s", "restart 2 14s"}, notes(t, s, func(fail func(child int)) {
		fail(0)
		time.Sleep(10 * time.Second) // of the bubble
		fail(1)
		time.Sleep(2 * time.Second) // of the bubble
		fail(0)                     // it ran for one second: this is the second failure of its run
	}))
}

func TestADelayedRestartDoesNotReachTheNextChildOfThatName(t *testing.T) {
	system := quietSystem(t)
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var did []string
		s := Supervisor{Intensity: Unlimited, Backoff: Backoff{Min: 10 * time.Second}}
		worker := proto.PropsFromFunc(func(c proto.Context) {
			switch c.Message().(type) {
			case *proto.Started:
				did = append(did, fmt.Sprint("worker started ", time.Since(began)))
			case *proto.Restarting:
				did = append(did, fmt.Sprint("worker restarting ", time.Since(began)))
			case string:
				panic("the worker")
			}
		})
		var child *proto.PID
		parent := system.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
			switch c.Message().(type) {
			case *proto.Started:
				child, _ = c.SpawnNamed(worker, "worker")
			case string:
				panic("the parent")
			}
		}, proto.WithSupervisor(s.ProtoStrategy())))
		synctest.Wait()
		system.Root.Send(child, "fail")
		synctest.Wait()
		time.Sleep(time.Second) // of the bubble
		system.Root.Send(parent, "fail")
		synctest.Wait()
		time.Sleep(time.Minute) // of the bubble
		synctest.Wait()
		require.Equal(t, []string{"worker started 0s", "worker started 1s"}, did)
	})
}

func TestARestartOfAProtoactorChildCountsWhenItIsDue(t *testing.T) {
	s := Supervisor{Intensity: 1, Period: 15 * time.Second, Backoff: Backoff{Min: 10 * time.Second}}
	require.Equal(t, []string{"restart 1 10s", "restart 1 31s"}, notes(t, s, func(fail func(child int)) {
		fail(0)
		time.Sleep(11 * time.Second) // of the bubble
		fail(0)                      // again due after 20 s: the two restarts are 21 s apart, the failures 11 s
	}))
}

func TestProtoactorSiblingsThatAreRestartedAtOnceAreRestartedEachTime(t *testing.T) {
	s := Supervisor{Strategy: OneForAll, Intensity: Unlimited}
	require.Equal(t, []string{"restart 2 0s", "restart 2 0s"}, notes(t, s, func(fail func(child int)) {
		fail(0)
		fail(1)
	}))
}

func TestRandIsAskedOnlyForADelayOfAProtoactorChildThatIsLeftToChance(t *testing.T) {
	for jitter, want := range map[float64]int{0: 0, 0.5: 1} {
		asked := 0
		s := Supervisor{Backoff: Backoff{Min: time.Second, Jitter: jitter, Rand: func() float64 { asked++; return 0 }}}
		require.Equal(t, []string{"restart 1 1s"}, notes(t, s, func(fail func(child int)) { fail(0) }))
		require.Equal(t, want, asked)
	}
}
