package supervise_test

import (
	"bytes"
	"log/slog"
	"runtime"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
)

func TestAProtoStrategyWithSettingsThatAreNotValidSaysSoAndRestartsAtOnce(t *testing.T) {
	var out bytes.Buffer
	system := proto.NewActorSystem(proto.WithLoggerFactory(func(*proto.ActorSystem) *slog.Logger {
		return slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelError}))
	}))
	defer system.Shutdown()
	s := supervise.Supervisor{Name: "s", Strategy: 99, Backoff: supervise.Backoff{Min: time.Hour, Max: time.Minute}}
	asksAgain(t, system, s)
	require.Contains(t, out.String(), `actorloom: supervisor \"s\" is not valid`)
	require.Contains(t, out.String(), "no such strategy: 99")
}

// leaving is a writer of a log that ends its goroutine.
type leaving struct{}

func (leaving) Write([]byte) (int, error) { runtime.Goexit(); return 0, nil }

func TestALoggerThatEndsItsGoroutineKeepsNoActorFromItsRestart(t *testing.T) {
	system := proto.NewActorSystem(proto.WithLoggerFactory(func(*proto.ActorSystem) *slog.Logger {
		return slog.New(slog.NewTextHandler(leaving{}, &slog.HandlerOptions{Level: slog.LevelError}))
	}))
	defer system.Shutdown()
	parent := &strategyParent{}
	over := make(chan struct{})
	go func() {
		defer close(over)
		s := supervise.Supervisor{Name: "s", Strategy: 99}
		s.ProtoStrategy().HandleFailure(system, parent, system.NewLocalPID("a"), proto.NewRestartStatistics(), errOutOfOrder, nil)
	}()
	<-over
	require.Len(t, parent.did, 1)
}
