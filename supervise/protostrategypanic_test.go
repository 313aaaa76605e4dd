package supervise_test

import (
	"bytes"
	"log/slog"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
)

// asksAgain fails an actor of protoactor's, which s supervises, and then asks it.
func asksAgain(t *testing.T, system *proto.ActorSystem, s supervise.Supervisor, with ...proto.PropsOption) {
	t.Helper()
	pid := system.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		switch c.Message().(type) {
		case error:
			panic(c.Message())
		case int:
			c.Respond("alive")
		}
	}, append(with, proto.WithGuardian(s.ProtoStrategy()))...))
	system.Root.Send(pid, errOutOfOrder)
	answer, err := system.Root.RequestFuture(pid, 1, time.Hour).Result()
	require.NoError(t, err)
	require.Equal(t, "alive", answer)
	require.NoError(t, system.Root.StopFuture(pid).Wait())
}

func TestADecideThatPanicsRestartsAProtoactorActor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asksAgain(t, silentSystem(t), supervise.Supervisor{Decide: func(string, error) supervise.Directive { panic("boom") }})
	})
}

func TestAFunctionThatEndsItsGoroutineRestartsAProtoactorActorOfALoop(t *testing.T) {
	for name, s := range map[string]supervise.Supervisor{
		"Decide": {Decide: func(string, error) supervise.Directive { runtime.Goexit(); return supervise.Stop }},
		"Rand":   {Backoff: supervise.Backoff{Min: 1, Jitter: 0.5, Rand: func() float64 { runtime.Goexit(); return 0 }}},
	} {
		t.Run(name, func(t *testing.T) {
			l := quietLoop(t)
			asksAgain(t, l.System(), s, proto.WithMailbox(l.Mailbox))
		})
	}
}

func TestABackoffsRandThatPanicsMeansNoJitterForAProtoactorActor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asksAgain(t, silentSystem(t), supervise.Supervisor{Backoff: supervise.Backoff{Min: time.Second, Jitter: 0.5, Rand: func() float64 { panic("boom") }}})
	})
}

func TestOnlyADecideThatPanicsOrSaysNothingKnownUnderAProtoactorParentIsLogged(t *testing.T) {
	var out bytes.Buffer
	system := proto.NewActorSystem(proto.WithLoggerFactory(func(*proto.ActorSystem) *slog.Logger {
		return slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelError}))
	}))
	defer system.Shutdown()
	fail := func(decide func(string, error) supervise.Directive) string {
		out.Reset()
		s := supervise.Supervisor{Name: "s", Decide: decide}
		s.ProtoStrategy().HandleFailure(system, &strategyParent{}, system.NewLocalPID("a"), proto.NewRestartStatistics(), errOutOfOrder, nil)
		return out.String()
	}
	require.Contains(t, fail(func(string, error) supervise.Directive { panic("boom") }), `actorloom: Decide of supervisor \"s\" panicked" error="panic: boom"`)
	require.Contains(t, fail(func(string, error) supervise.Directive { return 99 }), `actorloom: Decide of supervisor \"s\" gave a wrong answer about \"a\"" error="no such directive: 99: invalid state"`)
	require.Empty(t, fail(func(string, error) supervise.Directive { return supervise.Ignore }))
}
