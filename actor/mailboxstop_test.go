package actor_test

import (
	"runtime"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

func TestARequestBehindAStopIsADeadLetter(t *testing.T) {
	l := started(t)
	pid := placed(t, l, func(proto.Context) {})
	answer := make(chan pendingAnswer, 1)
	require.NoError(t, l.Post(func() {
		addresses.Root.Stop(pid)
		answer <- addresses.Root.RequestFuture(pid, "too late", time.Minute)
	}))
	_, err := (<-answer).Result()
	require.ErrorIs(t, err, proto.ErrDeadLetter)
}

func TestAnActorThatStopsItselfHandlesNothingMore(t *testing.T) {
	for name, last := range map[string][]any{
		"Stop":                      {"stop yourself"},
		"PoisonPill":                {&proto.PoisonPill{}},
		"Stop, before a PoisonPill": {"stop yourself", &proto.PoisonPill{}},
	} {
		t.Run(name, func(t *testing.T) {
			l := started(t)
			var handled []any
			pid := placed(t, l, func(c proto.Context) {
				switch msg := c.Message().(type) {
				case string:
					handled = append(handled, msg)
					c.Stop(c.Self())
				case int:
					handled = append(handled, msg)
				}
			})
			answer := make(chan pendingAnswer, 1)
			require.NoError(t, l.Post(func() { // all are there when the first is handled
				addresses.Root.Send(pid, 1)
				for _, msg := range last {
					addresses.Root.Send(pid, msg)
				}
				addresses.Root.Send(pid, 2)
				answer <- addresses.Root.RequestFuture(pid, 3, time.Minute)
			}))
			_, err := (<-answer).Result()
			require.ErrorIs(t, err, proto.ErrDeadLetter)
			require.NotContains(t, handled, 2)
			require.NotContains(t, handled, 3)
		})
	}
}

func TestAStopFromElsewhereTakesItsTurn(t *testing.T) {
	l := started(t)
	handled := 0
	pid := placed(t, l, func(c proto.Context) {
		if _, ok := c.Message().(int); ok {
			handled++
		}
	})
	ended := make(chan interface{ Wait() error }, 1)
	require.NoError(t, l.Post(func() {
		addresses.Root.Send(pid, 1)
		addresses.Root.Send(pid, 2)
		ended <- addresses.Root.StopFuture(pid)
	}))
	require.NoError(t, (<-ended).Wait())
	require.Equal(t, 2, handled)
}

func TestWhatWaitsForARestartIsADeadLetterWhenTheSupervisorStopsTheActor(t *testing.T) {
	l := started(t)
	boxes := make(chan proto.Mailbox, 1)
	stopping := proto.NewOneForOneStrategy(0, 0, func(any) proto.Directive { return proto.StopDirective })
	pid := addresses.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		if c.Message() == 1 {
			panic("stop")
		}
	}, proto.WithGuardian(stopping), proto.WithMailbox(func() proto.Mailbox {
		box := l.Mailbox()
		boxes <- box
		return box
	})))
	box := <-boxes
	waits := make(chan pendingAnswer, 1)
	require.NoError(t, l.Post(func() { // both are there when the first fails
		addresses.Root.Send(pid, 1)
		waits <- addresses.Root.RequestFuture(pid, 2, time.Minute)
	}))
	_, err := (<-waits).Result()
	require.ErrorIs(t, err, proto.ErrDeadLetter)
	require.Zero(t, box.UserMessageCount())
}

func TestARequestBehindAStopIsADeadLetterAlsoWhenTheNameIsTakenAtOnce(t *testing.T) {
	l := actor.New()
	_, err := l.Start()
	require.NoError(t, err)
	root, asked := l.System().Root, make(chan pendingAnswer, 1)
	pid, err := root.SpawnNamed(proto.PropsFromFunc(func(c proto.Context) {
		if _, ok := c.Message().(*proto.Stopped); ok { // starts its successor
			_, err := root.SpawnNamed(proto.PropsFromFunc(func(proto.Context) {}), "heir")
			require.NoError(t, err)
		}
	}, proto.WithMailbox(l.Mailbox)), "heir")
	require.NoError(t, err)
	require.NoError(t, l.Post(func() {
		root.Stop(pid)
		asked <- root.RequestFuture(pid, "behind the stop", time.Second)
	}))
	_, err = (<-asked).Result()
	require.ErrorIs(t, err, proto.ErrDeadLetter)
	require.NoError(t, root.StopFuture(proto.NewPID(pid.Address, pid.Id)).Wait()) // the successor
	require.NoError(t, l.Shutdown(t.Context()))
}

// stopOrNote lets an actor stop itself at "stop", and answers "ping" with "noted".
func stopOrNote(c proto.Context) {
	switch c.Message() {
	case "stop":
		c.Stop(c.Self())
	case "ping":
		c.Respond("noted")
	}
}

// requireNotedBehindStop sends "stop" and asks, so that both are there when the first is handled.
func requireNotedBehindStop(t *testing.T, l *actor.Loop, pid *proto.PID) {
	t.Helper()
	answers := make(chan pendingAnswer, 1)
	require.NoError(t, l.Post(func() {
		addresses.Root.Send(pid, "stop")
		answers <- addresses.Root.RequestFuture(pid, "ping", time.Minute)
	}))
	answer, err := (<-answers).Result()
	require.NoError(t, err)
	require.Equal(t, "noted", answer)
}

func TestAnActorThatIsRestartedWhileItStopsHandlesItsMessages(t *testing.T) {
	l, lives := started(t), make(chan int, 2)
	failed := false
	pid := placed(t, l, func(c proto.Context) {
		stopOrNote(c)
		switch c.Message().(type) {
		case *proto.Started:
			lives <- 1
		case *proto.Stopping:
			if !failed {
				failed = true
				panic("the clean-up failed")
			}
		}
	})
	<-lives
	addresses.Root.Send(pid, "stop")
	<-lives
	answer, err := addresses.Root.RequestFuture(pid, "ping", time.Minute).Result()
	require.NoError(t, err)
	require.Equal(t, "noted", answer)
}

func TestAChildThatStopsMayAskItsParentThatStops(t *testing.T) {
	l, said := started(t), make(chan any, 1)
	child := proto.PropsFromFunc(func(c proto.Context) {
		if _, ok := c.Message().(*proto.Stopping); ok {
			answer, _ := addresses.Root.RequestFuture(c.Parent(), "ping", time.Minute).Result()
			said <- answer
		}
	})
	pid := placed(t, l, func(c proto.Context) {
		stopOrNote(c)
		if _, ok := c.Message().(*proto.Started); ok {
			c.Spawn(child)
		}
	})
	addresses.Root.Send(pid, "stop")
	require.Equal(t, "noted", <-said)
}

func TestWhatCameBeforeTheStopOfAnActorIsHandledWhileItsChildrenStop(t *testing.T) {
	l, release := started(t), make(chan struct{})
	child := proto.PropsFromFunc(func(c proto.Context) {
		if _, ok := c.Message().(*proto.Stopping); ok {
			<-release
		}
	})
	pid := placed(t, l, func(c proto.Context) {
		stopOrNote(c)
		if _, ok := c.Message().(*proto.Started); ok {
			c.Spawn(child)
		}
	})
	requireNotedBehindStop(t, l, pid)
	close(release)
}

func TestWhatCameBeforeTheStopOfAnActorIsHandledThoughThatEndsTheGoroutine(t *testing.T) {
	l, ended := started(t), false
	pid := placed(t, l, func(c proto.Context) {
		stopOrNote(c)
		if _, ok := c.Message().(*proto.Stopping); ok && !ended {
			ended = true
			runtime.Goexit()
		}
	})
	requireNotedBehindStop(t, l, pid)
}
