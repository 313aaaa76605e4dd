package supervise_test

import (
	"bytes"
	"log/slog"
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
