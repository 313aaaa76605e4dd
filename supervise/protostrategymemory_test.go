package supervise

import (
	"errors"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/internal/sweep"
)

// idleParent is an actor whose children a strategy supervises; they run on.
type idleParent struct{ number int }

func (*idleParent) Children() []*proto.PID        { return nil }
func (*idleParent) EscalateFailure(_, _ any)      {}
func (*idleParent) RestartChildren(...*proto.PID) {}
func (*idleParent) StopChildren(...*proto.PID)    {}
func (*idleParent) ResumeChildren(...*proto.PID)  {}

// restartMany lets n children of one parent fail, and a child of each of its n-1 siblings, then
// waits, and lets one more of each fail. It returns how many the strategy still knows.
func restartMany(t *testing.T, s Supervisor, n int, wait time.Duration) (parents, children int) {
	system := quietSystem(t)
	synctest.Test(t, func(*testing.T) {
		p := s.ProtoStrategy().(*protoStrategy)
		first := &idleParent{}
		fail := func(parent proto.Supervisor, child int) {
			p.HandleFailure(system, parent, system.NewLocalPID(strconv.Itoa(child)), proto.NewRestartStatistics(), errors.New("oh"), nil)
		}
		for i := range n {
			fail(first, i)
			if i > 0 {
				fail(&idleParent{number: i}, 0)
			}
		}
		time.Sleep(wait)
		fail(first, n)
		fail(&idleParent{number: n}, 0)
		parents, children = len(p.parents), len(p.parents[first].children)
	})
	return parents, children
}

func TestAProtoStrategyForgetsParentsAndChildrenWhoseFailuresCountNoMore(t *testing.T) {
	s := Supervisor{Intensity: Unlimited, Period: time.Second}
	parents, children := restartMany(t, s, 2*sweep.Few, 2*time.Second)
	require.Equal(t, 2, parents)
	require.Equal(t, 1, children)
}

func TestAProtoStrategyKeepsParentsAndChildrenWhoseFailuresCount(t *testing.T) {
	for _, period := range []time.Duration{NoLimit, time.Second} {
		parents, children := restartMany(t, Supervisor{Intensity: Unlimited, Period: period}, 2*sweep.Few, time.Second)
		require.Equal(t, 2*sweep.Few+1, parents)
		require.Equal(t, 2*sweep.Few+1, children)
	}
}

func TestAProtoStrategyKeepsAParentWhileARestartOfOneOfItsChildrenWaits(t *testing.T) {
	system := quietSystem(t)
	synctest.Test(t, func(t *testing.T) {
		s := Supervisor{Intensity: Unlimited, Period: time.Second, Backoff: Backoff{Min: time.Second, Max: time.Hour, Factor: 3600}}
		p := s.ProtoStrategy().(*protoStrategy)
		fail := func(parent proto.Supervisor, child string) {
			p.HandleFailure(system, parent, system.NewLocalPID(child), proto.NewRestartStatistics(), errors.New("oh"), nil)
		}
		first := &idleParent{}
		fail(first, "a")
		fail(first, "a")        // waits for an hour
		fail(first, "b")        // waits for a second
		time.Sleep(time.Minute) // of the bubble
		for i := range 2 * sweep.Few {
			fail(&idleParent{number: i}, "a")
		}
		_, known := p.parents[first]
		require.True(t, known)
	})
}
