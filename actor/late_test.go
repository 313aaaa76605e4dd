package actor_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

func closedLoop(t *testing.T) *actor.Loop {
	t.Helper()
	l := started(t, actor.System(quietSystem()))
	require.NoError(t, l.Shutdown(context.Background()))
	return l
}

func TestARequestToAnActorThatIsBeingMadeOnAClosedLoopIsADeadLetter(t *testing.T) {
	l := closedLoop(t)
	root := l.System().Root
	var answer pendingAnswer
	props := proto.PropsFromFunc(func(c proto.Context) {}, proto.WithMailbox(l.Mailbox), proto.WithOnInit(func(c proto.Context) {
		answer = root.RequestFuture(l.System().NewLocalPID("known"), "early", time.Second)
	}))
	pid, err := root.SpawnNamed(props, "known")
	require.NoError(t, err)
	_, err = answer.Result()
	require.ErrorIs(t, err, proto.ErrDeadLetter)
	require.NoError(t, root.StopFuture(pid).Wait())
}

func TestMessagesMayComeWhileAnActorIsMadeOnAClosedLoop(t *testing.T) {
	l := closedLoop(t)
	root := l.System().Root
	var wg sync.WaitGroup
	props := proto.PropsFromFunc(func(c proto.Context) {}, proto.WithMailbox(l.Mailbox), proto.WithOnInit(func(c proto.Context) {
		sent := make(chan struct{})
		wg.Add(1)
		go func() {
			defer wg.Done()
			close(sent)
			for range 1000 {
				root.Send(l.System().NewLocalPID("known"), "early")
				runtime.Gosched()
			}
		}()
		<-sent
	}))
	_, err := root.SpawnNamed(props, "known")
	require.NoError(t, err)
	wg.Wait()
}

func TestAnEarlyHandlerThatExitsKeepsNothingFromItsTurn(t *testing.T) {
	l := started(t, actor.System(quietSystem()))
	root := l.System().Root
	gone := l.System().NewLocalPID("gone")
	got := make(chan any, 10)
	var end pendingAnswer
	props := proto.PropsFromFunc(func(c proto.Context) {
		if _, ok := c.Message().(*proto.Terminated); ok {
			runtime.Goexit()
		}
		got <- c.Message()
	}, proto.WithMailbox(l.Mailbox), proto.WithOnInit(func(c proto.Context) {
		c.Watch(gone) // nobody has that address: a Terminated at once
		root.Send(c.Self(), "early")
		end = root.StopFuture(c.Self())
		ch := make(chan struct{})
		_ = l.Post(func() { close(ch) })
		<-ch // all of them have had their turn
	}))
	_, err := root.SpawnNamed(props, "known")
	require.NoError(t, err)
	require.IsType(t, &proto.Started{}, <-got)
	_, err = end.Result()
	require.NoError(t, err)
}

// They share data without a lock.
func TestActorsOfALoopThatHasShutRunOneAtATime(t *testing.T) {
	l := started(t, actor.System(quietSystem()))
	root := l.System().Root
	shared := 0
	receive := func(c proto.Context) {
		if _, ok := c.Message().(*proto.Stopping); ok {
			was := shared
			runtime.Gosched()
			shared = was + 1
		}
	}
	var pids []*proto.PID
	for range 20 {
		pids = append(pids, root.Spawn(proto.PropsFromFunc(receive, proto.WithMailbox(l.Mailbox))))
	}
	require.NoError(t, l.Shutdown(context.Background()))
	var wg sync.WaitGroup
	for _, pid := range pids {
		wg.Go(func() { _ = root.StopFuture(pid).Wait() })
	}
	wg.Wait()
	require.Equal(t, 20, shared)
}

func TestReenterAfterOnALoopThatHasShutDoesNotBlockWhoAnswers(t *testing.T) {
	l := started(t, actor.System(quietSystem()))
	root := l.System().Root
	f := proto.NewFuture(l.System(), -1)
	asked := make(chan struct{})
	got := make(chan any, 1)
	pid := root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		if c.Message() == "go" {
			c.ReenterAfter(f, func(any, error) {
				v, _ := f.Result()
				got <- v
			})
			close(asked)
		}
	}, proto.WithMailbox(l.Mailbox)))
	root.Send(pid, "go")
	<-asked
	require.NoError(t, l.Shutdown(context.Background()))
	root.Send(f.PID(), 42) // would block for ever, on the future's lock
	require.Equal(t, 42, <-got)
	root.Stop(pid)
}

// undecided decides about a failed child when it likes, as a strategy with a backoff does.
type undecided struct{ failed chan struct{} }

func (s undecided) HandleFailure(*proto.ActorSystem, proto.Supervisor, *proto.PID, *proto.RestartStatistics, any, any) {
	close(s.failed)
}

func TestWhatWaitsForTheDecisionOfASupervisorIsADeadLetterWhenTheLoopShuts(t *testing.T) {
	l := started(t, actor.System(quietSystem()))
	root := l.System().Root
	failed := make(chan struct{})
	child := proto.PropsFromFunc(func(c proto.Context) {
		if c.Message() == "boom" {
			panic("boom")
		}
	}, proto.WithMailbox(l.Mailbox))
	kid := make(chan *proto.PID, 1)
	root.Spawn(proto.PropsFromFunc(func(c proto.Context) { // on protoactor's own dispatcher
		if _, ok := c.Message().(*proto.Started); ok {
			kid <- c.Spawn(child)
		}
	}, proto.WithSupervisor(undecided{failed})))
	pid := <-kid
	root.Send(pid, "boom")
	<-failed
	answer := root.RequestFuture(pid, "waits", 3*time.Second)
	ch := make(chan struct{})
	require.NoError(t, l.Post(func() { close(ch) }))
	<-ch // it has had its turn, and waits
	require.NoError(t, l.Shutdown(context.Background()))
	_, err := answer.Result()
	require.ErrorIs(t, err, proto.ErrDeadLetter)
}

// A subscriber of the event stream ends the goroutine at the first of the dead letters.
func TestASubscriberThatExitsKeepsNoRequestWaiting(t *testing.T) {
	system := quietSystem()
	l := started(t, actor.System(system))
	system.EventStream.Subscribe(func(event any) {
		if letter, ok := event.(*proto.DeadLetterEvent); ok && letter.Message == 1 {
			runtime.Goexit()
		}
	})
	root := system.Root
	stops := proto.NewOneForOneStrategy(0, 0, func(any) proto.Directive { return proto.StopDirective })
	pid := root.WithGuardian(stops).Spawn(proto.PropsFromFunc(func(c proto.Context) {
		if c.Message() == "boom" {
			panic("boom")
		}
	}, proto.WithMailbox(l.Mailbox)))
	answers := make(chan pendingAnswer, 1)
	require.NoError(t, l.Post(func() { // all are there when it fails
		root.Send(pid, "boom")
		root.Send(pid, 1)
		answers <- root.RequestFuture(pid, 2, 3*time.Second)
	}))
	_, err := (<-answers).Result()
	require.ErrorIs(t, err, proto.ErrDeadLetter)
}
