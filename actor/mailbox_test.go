package actor_test

import (
	"context"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// placed is an actor whose mailbox is the loop's queue, until the test ends.
func placed(t *testing.T, l *actor.Loop, receive proto.ReceiveFunc) *proto.PID {
	t.Helper()
	pid := addresses.Root.Spawn(proto.PropsFromFunc(receive, proto.WithMailbox(l.Mailbox)))
	t.Cleanup(func() { require.NoError(t, addresses.Root.StopFuture(pid).Wait()) })
	return pid
}

func TestTheMessagesOfAnActorAreEntriesOfItsLoop(t *testing.T) {
	l := started(t)
	var order []any
	pid := placed(t, l, func(c proto.Context) {
		if msg, ok := c.Message().(string); ok {
			order = append(order, msg)
		}
	})
	require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
		addresses.Root.Send(pid, "one")
		_ = l.Post(func() { order = append(order, "between") })
		addresses.Root.Send(pid, "two")
		for len(order) < 3 {
			if err := actor.Yield(ctx); err != nil {
				return err
			}
		}
		require.Equal(t, []any{"one", "between", "two"}, order)
		return nil
	}))
}

// batch is a message that holds others.
type batch []any

func (b batch) GetMessages() []any { return b }

func TestTheMessagesOfABatchComeOneByOne(t *testing.T) {
	l := started(t)
	var got []any
	pid := placed(t, l, func(c proto.Context) {
		if msg, ok := c.Message().(string); ok {
			got = append(got, msg)
		}
	})
	require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
		addresses.Root.Send(pid, batch{"one", "two"})
		addresses.Root.RequestWithCustomSender(pid, batch{"three"}, pid)
		addresses.Root.Send(pid, "last")
		for range 10 {
			if err := actor.Yield(ctx); err != nil {
				return err
			}
		}
		require.Equal(t, []any{"one", "two", "three", "last"}, got)
		return nil
	}))
}

func TestAnActorThatIsNeverDoneLeavesTheLoopToOthers(t *testing.T) {
	l := started(t)
	var enough atomic.Bool
	pid := placed(t, l, func(c proto.Context) {
		if _, ok := c.Message().(int); ok && !enough.Load() {
			c.Send(c.Self(), 1)
		}
	})
	addresses.Root.Send(pid, 1)
	require.NoError(t, onLoop(t, l, actor.Yield))
	enough.Store(true)
}

func TestGoexitInAnActorEndsOneMessage(t *testing.T) {
	l := started(t)
	heard := make(chan string, 1)
	pid := placed(t, l, func(c proto.Context) {
		switch msg := c.Message().(type) {
		case int:
			runtime.Goexit()
		case string:
			heard <- msg
		}
	})
	addresses.Root.Send(pid, 1)
	addresses.Root.Send(pid, "still there")
	require.Equal(t, "still there", <-heard)
}

func TestAPanicOfAnActorIsItsSupervisorsBusiness(t *testing.T) {
	l := started(t)
	heard := make(chan string, 4)
	pid := placed(t, l, func(c proto.Context) {
		switch msg := c.Message().(type) {
		case int:
			panic(msg)
		case *proto.Restarting:
			heard <- "restarting"
		case string:
			heard <- msg
		}
	})
	addresses.Root.Send(pid, 1)
	addresses.Root.Send(pid, "after")
	require.Equal(t, "restarting", <-heard)
	require.Equal(t, "after", <-heard)
}

func TestWhatWaitedForARestartOutlivesAHandlerThatEndsItsGoroutine(t *testing.T) {
	l := started(t)
	heard := make(chan int, 8)
	pid := placed(t, l, func(c proto.Context) {
		m, ok := c.Message().(int)
		if !ok {
			return
		}
		heard <- m
		switch m {
		case 1:
			panic("restart")
		case 2:
			runtime.Goexit()
		}
	})
	require.NoError(t, l.Post(func() { // all are there when the first fails
		for m := 1; m <= 4; m++ {
			addresses.Root.Send(pid, m)
		}
	}))
	for m := 1; m <= 4; m++ {
		require.Equal(t, m, <-heard)
	}
}

// pendingAnswer is what RequestFuture returns, whose type depends on protoactor's version.
type pendingAnswer interface{ Result() (any, error) }

func TestWhatComesToAnActorOfALoopThatHasShutIsADeadLetter(t *testing.T) {
	ask := func(pid *proto.PID) pendingAnswer {
		return addresses.Root.RequestFuture(pid, "is there anybody", time.Hour)
	}
	l := actor.New(actor.System(addresses))
	pid := placed(t, l, func(c proto.Context) {
		if c.Sender() != nil {
			c.Forward(c.Self()) // as long as the loop is driven
		}
	})
	before := ask(pid)
	require.NoError(t, l.Shutdown(t.Context()))
	for _, future := range []pendingAnswer{before, ask(pid)} {
		_, err := future.Result()
		require.ErrorIs(t, err, proto.ErrDeadLetter)
	}
}

func TestAnActorOfALoopThatHasShutCanBeStoppedWithItsChildren(t *testing.T) {
	l := started(t)
	stopped := make(chan string, 2)
	leaf := func(c proto.Context) {
		if _, ok := c.Message().(*proto.Stopped); ok {
			stopped <- "the child"
		}
	}
	ready := make(chan struct{})
	pid := addresses.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		switch c.Message().(type) {
		case *proto.Started:
			c.Spawn(proto.PropsFromFunc(leaf, proto.WithMailbox(l.Mailbox)))
			close(ready)
		case *proto.Stopped:
			stopped <- "the parent"
		}
	}, proto.WithMailbox(l.Mailbox)))
	<-ready
	require.NoError(t, l.Shutdown(t.Context()))
	require.NoError(t, addresses.Root.StopFuture(pid).Wait())
	require.Equal(t, "the child", <-stopped)
	require.Equal(t, "the parent", <-stopped)
}

func TestWhoAsksAnActorOfAnotherSystemOnALoopThatHasShutIsTold(t *testing.T) {
	l := actor.New() // with the system that all loops share
	pid := placed(t, l, func(proto.Context) {})
	require.NoError(t, l.Shutdown(t.Context()))
	_, err := addresses.Root.RequestFuture(pid, "is there anybody", time.Minute).Result()
	require.ErrorIs(t, err, proto.ErrDeadLetter)
}

func TestAnActorOfALoopThatHasShutCanBePoisoned(t *testing.T) {
	l := actor.New()
	pid := addresses.Root.Spawn(proto.PropsFromFunc(func(proto.Context) {}, proto.WithMailbox(l.Mailbox)))
	require.NoError(t, l.Shutdown(t.Context()))
	require.NoError(t, addresses.Root.PoisonFuture(pid).Wait())
}

func TestAnActorThatIsPoisonedWhileItsLoopShutsStops(t *testing.T) {
	l := actor.New()
	pid := addresses.Root.Spawn(proto.PropsFromFunc(func(proto.Context) {}, proto.WithMailbox(l.Mailbox)))
	stopped := addresses.Root.PoisonFuture(pid) // nobody drives the loop
	require.NoError(t, l.Shutdown(t.Context()))
	require.NoError(t, stopped.Wait())
}

func TestWhatWaitedForARestartIsADeadLetterWhenAHandlerExitsAndTheLoopShuts(t *testing.T) {
	l := started(t)
	pid := placed(t, l, func(c proto.Context) {
		switch c.Message() {
		case 1:
			panic("restart")
		case 2:
			l.BeginShutdown()
			runtime.Goexit()
		}
	})
	waits := make(chan pendingAnswer, 1)
	require.NoError(t, l.Post(func() { // all are there when the first fails
		addresses.Root.Send(pid, 1)
		for range 10 { // one a pass: more than the loop makes
			addresses.Root.Send(pid, 2)
		}
		waits <- addresses.Root.RequestFuture(pid, 3, time.Minute)
	}))
	_, err := (<-waits).Result()
	require.ErrorIs(t, err, proto.ErrDeadLetter)
}

func TestAGoexitWhenTheLoopHasShutLosesNoWatchOfAnActorPlacedThere(t *testing.T) {
	l := actor.New(actor.System(addresses))
	pid := addresses.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		if _, ok := c.Message().(*proto.Stopping); ok {
			runtime.Goexit()
		}
	}, proto.WithMailbox(l.Mailbox)))
	require.NoError(t, l.Shutdown(t.Context()))
	addresses.Root.Stop(pid)
	gone := make(chan proto.TerminatedReason, 1)
	watcher := watching(t, pid, gone)
	require.Equal(t, proto.TerminatedReason_Stopped, <-gone)
	require.NoError(t, addresses.Root.StopFuture(watcher).Wait())
}

func TestAMailboxCountsTheUserMessagesThatWait(t *testing.T) {
	for name, end := range map[string]func(*actor.Loop) error{
		"until they are handled": func(l *actor.Loop) error {
			defer l.Shutdown(context.Background())
			return l.RunUntil(passes(l, 2))
		},
		"until they are dead letters": func(l *actor.Loop) error { return l.Shutdown(context.Background()) },
	} {
		t.Run(name, func(t *testing.T) {
			l := actor.New()
			boxes := make(chan proto.Mailbox, 1)
			pid := addresses.Root.Spawn(proto.PropsFromFunc(func(proto.Context) {}, proto.WithMailbox(func() proto.Mailbox {
				box := l.Mailbox()
				boxes <- box
				return box
			})))
			box := <-boxes
			addresses.Root.Send(pid, 1)
			addresses.Root.Send(pid, 2)
			require.Equal(t, 2, box.UserMessageCount())
			require.NoError(t, end(l))
			require.Zero(t, box.UserMessageCount())
			require.NoError(t, addresses.Root.StopFuture(pid).Wait())
		})
	}
}

// passes is what ends after some passes of l.
func passes(l *actor.Loop, n int) *actor.Completion {
	var c actor.Completion
	c.Init(l, nil)
	var next func()
	next = func() {
		if n--; n < 0 {
			c.Settle(nil)
			return
		}
		l.CallSoon(next)
	}
	l.CallSoon(next)
	return &c
}

func TestWhatComesBeforeAnActorHasItsMailboxWaitsUntilItHasStarted(t *testing.T) {
	var got reports
	l, err := tasks.Start(actor.OnReport(got.take), tasks.System(quietSystem()))
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Shutdown(context.Background())) }()
	system := l.System()
	watcher, _ := system.ProcessRegistry.Add(make(terminated, 1), "watcher")
	var seen []any
	last := make(chan struct{})
	props := proto.PropsFromFunc(func(c proto.Context) {
		seen = append(seen, c.Message())
		if c.Message() == "last" {
			close(last)
		}
	}, proto.WithMailbox(l.Mailbox), proto.WithOnInit(func(c proto.Context) { // its name is known by now
		system.Root.Send(c.Self(), "early")
		actor, _ := system.ProcessRegistry.Get(c.Self())
		actor.SendSystemMessage(c.Self(), &proto.Watch{Watcher: watcher})
		_, _ = tasks.RunOn(context.Background(), l, tasks.Void(tasks.Yield)) // they have their turn
	}))
	pid, err := system.Root.SpawnNamed(props, "known")
	require.NoError(t, err)
	system.Root.Send(pid, "last")
	<-last
	require.IsType(t, &proto.Started{}, seen[0])
	require.Equal(t, []any{"early", "last"}, seen[1:])
	require.NoError(t, system.Root.StopFuture(pid).Wait())
	process, _ := system.ProcessRegistry.Get(watcher)
	require.True(t, (<-process.(terminated)).Equal(pid))
	require.Empty(t, got.list())
}

// terminated is a watcher: it has the addresses of whose end it was told.
type terminated chan *proto.PID

func (w terminated) SendUserMessage(*proto.PID, any) {}
func (w terminated) Stop(*proto.PID)                 {}
func (w terminated) SendSystemMessage(_ *proto.PID, msg any) {
	if msg, ok := msg.(*proto.Terminated); ok {
		w <- msg.Who
	}
}
