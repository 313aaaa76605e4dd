package supervise_test

import (
	"runtime"
	"testing"
	"weak"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
)

// countingStrategy restarts, and counts when it is told to.
type countingStrategy struct {
	counts bool
	stats  []weak.Pointer[proto.RestartStatistics]
}

func (s *countingStrategy) HandleFailure(_ *proto.ActorSystem, sup proto.Supervisor, child *proto.PID, stats *proto.RestartStatistics, _, _ any) {
	if s.counts {
		stats.Fail()
	}
	s.stats = append(s.stats, weak.Make(stats))
	sup.RestartChildren(child)
}

func TestAStrategyThatDoesNotCountLeavesNothingBehindForAChild(t *testing.T) {
	s := &countingStrategy{}
	decide := supervise.FromProto(silentSystem(t), s)
	require.Equal(t, supervise.Restart, decide("a", errOutOfOrder))
	runtime.GC()
	require.Nil(t, s.stats[0].Value(), "the statistics of a child that may never fail again")
	runtime.KeepAlive(decide)
}

func TestAStrategyThatCountsGetsTheSameCountAgain(t *testing.T) {
	s := &countingStrategy{counts: true}
	decide := supervise.FromProto(silentSystem(t), s)
	decide("a", errOutOfOrder)
	runtime.GC()
	decide("a", errOutOfOrder)
	require.Equal(t, 2, s.stats[1].Value().FailureCount())
}
