package supervise_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
)

// silentSystem is an actor system whose first dead letter leaves no goroutine for longer than a
// moment.
func silentSystem(t *testing.T) *proto.ActorSystem {
	system := proto.NewActorSystem(proto.WithDeadLetterThrottleInterval(time.Millisecond), proto.WithLoggerFactory(func(*proto.ActorSystem) *slog.Logger { return slog.New(slog.DiscardHandler) }))
	t.Cleanup(system.Shutdown)
	return system
}

func TestAProtoactorStrategyCanDecide(t *testing.T) {
	system := silentSystem(t)
	says := func(d proto.Directive) proto.DeciderFunc { return func(any) proto.Directive { return d } }
	for _, c := range []struct {
		strategy proto.SupervisorStrategy
		want     supervise.Directive
	}{
		{proto.NewRestartingStrategy(), supervise.Restart},
		{proto.NewOneForOneStrategy(1, 0, says(proto.RestartDirective)), supervise.Restart},
		{proto.NewOneForOneStrategy(0, 0, says(proto.RestartDirective)), supervise.Stop},
		{proto.NewOneForOneStrategy(1, 0, says(proto.StopDirective)), supervise.Stop},
		{proto.NewOneForOneStrategy(1, 0, says(proto.ResumeDirective)), supervise.Restart},
		{proto.NewOneForOneStrategy(1, 0, says(proto.EscalateDirective)), supervise.Escalate},
		{proto.NewAllForOneStrategy(1, 0, says(proto.RestartDirective)), supervise.Restart},
		{proto.NewExponentialBackoffStrategy(time.Second, time.Hour), supervise.ByType},
	} {
		require.Equal(t, c.want, supervise.FromProto(system, c.strategy)("a", errOutOfOrder), "%T", c.strategy)
	}
}

func TestAProtoactorStrategyIsGivenWhatItWouldBeOfAnActor(t *testing.T) {
	var reasons []any
	var told []string
	system := silentSystem(t)
	system.EventStream.Subscribe(func(e any) {
		if e, ok := e.(*proto.SupervisorEvent); ok {
			told = append(told, e.Child.Id+" "+e.Directive.String())
		}
	})
	decide := supervise.FromProto(system, proto.NewOneForOneStrategy(1, 0, func(reason any) proto.Directive {
		reasons = append(reasons, reason)
		return proto.RestartDirective
	}))
	inRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Intensity: supervise.Unlimited, Decide: decide, Events: func(supervise.Event) {}, Children: []supervise.Child{
			{Name: "a", Run: func(context.Context) error { panic("oh") }}, failingChild("b", 10),
		}})
		letTimePass(ctx, 20)
		require.Equal(t, supervise.ChildEnded, s.Children()[0].State, "the strategy had enough of it")
		s.Shutdown(ctx)
	})
	require.Equal(t, []any{"oh", "oh", errOutOfOrder}, reasons)
	require.Equal(t, []string{"a RestartDirective", "a StopDirective", "b RestartDirective"}, told)
}

func TestAProtoactorStrategyCountsAnewOnceItHasStoppedAChild(t *testing.T) {
	decide := supervise.FromProto(silentSystem(t), proto.NewOneForOneStrategy(1, 0, func(any) proto.Directive {
		return proto.RestartDirective
	}))
	var said []supervise.Directive
	for range 4 {
		said = append(said, decide("a", errOutOfOrder))
	}
	require.Equal(t, []supervise.Directive{supervise.Restart, supervise.Stop, supervise.Restart, supervise.Stop}, said)
}

// strategyParent notes what a strategy does to the children of an actor.
type strategyParent struct {
	mu       sync.Mutex
	children []*proto.PID
	begin    time.Time
	did      []string
}

func (p *strategyParent) note(what string, pids []*proto.PID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	line := time.Since(p.begin).String() + " " + what
	for _, pid := range pids {
		line += " " + pid.Id
	}
	p.did = append(p.did, line)
}

func (p *strategyParent) Children() []*proto.PID             { return p.children }
func (p *strategyParent) EscalateFailure(_, _ any)           { p.note("escalate", nil) }
func (p *strategyParent) RestartChildren(pids ...*proto.PID) { p.note("restart", pids) }
func (p *strategyParent) StopChildren(pids ...*proto.PID)    { p.note("stop", pids) }
func (p *strategyParent) ResumeChildren(pids ...*proto.PID)  { p.note("resume", pids) }

// strategyActions lets the first of two children fail at these times, with a reason, and returns
// what a supervisor's strategy does.
func strategyActions(t *testing.T, s supervise.Supervisor, reason any, atMs ...int) []string {
	system := silentSystem(t)
	var did []string
	synctest.Test(t, func(*testing.T) {
		a, b := system.NewLocalPID("a"), system.NewLocalPID("b")
		p := &strategyParent{children: []*proto.PID{a, b}, begin: time.Now()}
		strategy := s.ProtoStrategy()
		for _, at := range atMs {
			time.Sleep(time.Until(p.begin.Add(time.Duration(at) * time.Millisecond)))
			strategy.HandleFailure(system, p, a, proto.NewRestartStatistics(), reason, "a message")
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		did = p.did
	})
	return did
}

func TestProtoactorParentsRestartLikeASupervisor(t *testing.T) {
	s := supervise.Supervisor{Intensity: 2, Period: 100 * time.Millisecond, Backoff: supervise.Backoff{Min: 10 * time.Millisecond}}
	require.Equal(t, []string{"10ms restart a", "40ms restart a"}, strategyActions(t, s, errOutOfOrder, 0, 20))
	require.Equal(t, []string{"10ms restart a", "30ms stop a b", "30ms escalate"}, strategyActions(t, s, errOutOfOrder, 0, 20, 30))
	require.Equal(t, []string{"10ms restart a", "510ms restart a"}, strategyActions(t, s, errOutOfOrder, 0, 500))
	s.Strategy, s.Backoff = supervise.OneForAll, supervise.Backoff{}
	require.Equal(t, []string{"0s restart a b"}, strategyActions(t, s, errOutOfOrder, 0))
}

func TestProtoactorParentsAskDecide(t *testing.T) {
	for d, want := range map[supervise.Directive][]string{
		supervise.ByType:   {"0s restart a"},
		supervise.Restart:  {"0s restart a"},
		supervise.Stop:     {"0s stop a"},
		supervise.Ignore:   {"0s resume a"},
		supervise.Escalate: {"0s stop a b", "0s escalate"},
	} {
		s := supervise.Supervisor{Decide: func(child string, err error) supervise.Directive {
			require.Equal(t, "a", child)
			require.EqualError(t, err, "panic: oh")
			return d
		}}
		require.Equal(t, want, strategyActions(t, s, "oh", 0), d.String())
	}
}

func TestAProtoactorParentCountsForItself(t *testing.T) {
	system := silentSystem(t)
	strategy := supervise.Supervisor{}.ProtoStrategy()
	for range 1000 {
		p := &strategyParent{children: []*proto.PID{system.NewLocalPID("a")}}
		strategy.HandleFailure(system, p, p.children[0], nil, errOutOfOrder, nil)
		require.Len(t, p.did, 1)
		require.Contains(t, p.did[0], "restart a")
	}
}

func TestAnActorWhoseChildFailsRestartsIt(t *testing.T) {
	system := silentSystem(t)
	started := make(chan struct{}, 10)
	s := supervise.Supervisor{Intensity: 2}
	child := proto.PropsFromFunc(func(c proto.Context) {
		switch c.Message().(type) {
		case *proto.Started:
			started <- struct{}{}
		case string:
			panic(errors.New("out of order"))
		}
	})
	stopped := make(chan struct{})
	parent := system.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		switch c.Message().(type) {
		case *proto.Started:
			pid := c.Spawn(child)
			c.Send(pid, "fail")
			c.Send(pid, "fail")
		case *proto.Stopped:
			close(stopped)
		}
	}, proto.WithSupervisor(s.ProtoStrategy())))
	for range 3 {
		<-started
	}
	system.Root.Stop(parent)
	<-stopped
}

func TestAGuardianStopsTheChildThatItGivesUpOn(t *testing.T) {
	system := silentSystem(t)
	stopped := make(chan struct{})
	s := supervise.Supervisor{Intensity: supervise.NeverRestart}
	pid := system.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		switch c.Message().(type) {
		case *proto.Stopped:
			close(stopped)
		case string:
			panic("oh")
		}
	}, proto.WithGuardian(s.ProtoStrategy())))
	system.Root.Send(pid, "fail")
	<-stopped
}

func TestWhatAProtoStrategyDoesIsPublishedAsProtoactorsOwnDo(t *testing.T) {
	for said, want := range map[supervise.Directive][]proto.Directive{
		supervise.ByType:   {proto.RestartDirective, proto.StopDirective}, // the second is one too many
		supervise.Ignore:   {proto.ResumeDirective, proto.ResumeDirective},
		supervise.Stop:     {proto.StopDirective, proto.StopDirective},
		supervise.Escalate: nil,
	} {
		system := silentSystem(t)
		var told []proto.Directive
		child := system.NewLocalPID("a")
		system.EventStream.Subscribe(func(e any) {
			if e, ok := e.(*proto.SupervisorEvent); ok {
				require.Equal(t, child, e.Child)
				require.Equal(t, errOutOfOrder, e.Reason)
				told = append(told, e.Directive)
			}
		})
		s := supervise.Supervisor{Intensity: 1, Decide: func(string, error) supervise.Directive { return said }}
		strategy, parent := s.ProtoStrategy(), &strategyParent{}
		for range 2 {
			strategy.HandleFailure(system, parent, child, proto.NewRestartStatistics(), errOutOfOrder, nil)
		}
		require.Equal(t, want, told, said)
	}
}

func TestAProtoactorStrategyCountsAnewOnceItsDeciderHasStoppedAChild(t *testing.T) {
	decide := supervise.FromProto(silentSystem(t), proto.NewOneForOneStrategy(1, 0, func(reason any) proto.Directive {
		if err, _ := reason.(error); errors.Is(err, errSecond) {
			return proto.StopDirective
		}
		return proto.RestartDirective
	}))
	require.Equal(t, supervise.Restart, decide("a", errOutOfOrder))
	require.Equal(t, supervise.Stop, decide("a", errSecond))
	require.Equal(t, supervise.Restart, decide("a", errOutOfOrder))
}

func TestTheBackoffOfAProtoactorParentHasItsJitter(t *testing.T) {
	s := supervise.Supervisor{Backoff: supervise.Backoff{Min: 100 * time.Millisecond, Jitter: 0.5, Rand: func() float64 { return 1 }}}
	require.Equal(t, []string{"50ms restart a"}, strategyActions(t, s, errOutOfOrder, 0))
}
