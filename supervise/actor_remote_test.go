package supervise_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/asynkron/protoactor-go/remote"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/actorloom/actorloom/internal/invariants"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

const machinesProcess = "ACTORLOOM_TEST_MACHINES"

// inOwnProcess runs the calling test once more, in a process of its own, and is true there: when
// protoactor's remote is shut down beside another, it may panic, and it leaves goroutines.
func inOwnProcess(t *testing.T) bool {
	t.Helper()
	if os.Getenv(machinesProcess) != "" {
		return true
	}
	if runtime.GOOS == "js" {
		t.Skip("there is no other process under GOOS=js, and no network")
	}
	if invariants.Enabled {
		t.Skip("two remotes in one process race in protoactor's own code")
	}
	again := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	again.Env = append(os.Environ(), machinesProcess+"=1")
	out, err := again.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return false
}

// startMachine starts an actor system that others reach by the network, with a loop. early is done
// before the system has an address there.
func startMachine(t *testing.T, early func(l *tasks.Loop)) *tasks.Loop {
	t.Helper()
	system := proto.NewActorSystem(proto.WithLoggerFactory(func(*proto.ActorSystem) *slog.Logger {
		return slog.New(slog.DiscardHandler)
	}))
	l, err := tasks.Start(tasks.System(system))
	require.NoError(t, err)
	if early != nil {
		early(l)
	}
	r := remote.NewRemote(system, remote.Configure("127.0.0.1", 0))
	r.Start()
	return l
}

// spawnOn starts an actor on l, which has another goroutine than the test.
func spawnOn(t *testing.T, l *tasks.Loop, a supervise.Actor) *supervise.Ref {
	t.Helper()
	ref, err := tasks.Submit(l, func(context.Context) (*supervise.Ref, error) {
		return supervise.SpawnOn(context.Background(), l, a)
	}).Wait(t.Context())
	require.NoError(t, err)
	return ref
}

// spawnWordActor starts an actor whose messages are words.
func spawnWordActor(t *testing.T, l *tasks.Loop, name string, handle func(ctx context.Context, word string) (any, error)) *proto.PID {
	t.Helper()
	return spawnOn(t, l, supervise.Actor{
		Name:   name,
		Handle: supervise.Typed(func(ctx context.Context, w *wrapperspb.StringValue) (any, error) { return handle(ctx, w.GetValue()) }),
	}).PID()
}

// askWord asks with a word, from a task of l.
func askWord[T any](t *testing.T, l *tasks.Loop, pid *proto.PID, word string) (T, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // an answer that never comes
	defer cancel()
	return tasks.Submit(l, func(ctx context.Context) (T, error) {
		return tasks.Ask[T](ctx, pid, wrapperspb.String(word)).Await(ctx)
	}).Wait(ctx)
}

func TestAnAnswerToAnotherMachineTravelsAsWhatItIs(t *testing.T) {
	if !inOwnProcess(t) {
		return
	}
	here, there := startMachine(t, nil), startMachine(t, nil)
	pid := spawnWordActor(t, there, "replies", func(_ context.Context, word string) (any, error) {
		switch word {
		case "text":
			return "hello", nil
		case "number":
			return 7, nil
		case "struct":
			return struct{ A int }{1}, nil
		case "bad text":
			return "caf\xe9", nil
		case "bad error":
			return nil, errors.New("caf\xe9")
		}
		return nil, nil
	})
	text, err := askWord[*wrapperspb.StringValue](t, here, pid, "text")
	require.NoError(t, err)
	require.Equal(t, "hello", text.GetValue())
	number, err := askWord[*wrapperspb.Int64Value](t, here, pid, "number")
	require.NoError(t, err)
	require.EqualValues(t, 7, number.GetValue())
	_, err = askWord[struct{}](t, here, pid, "nothing")
	require.NoError(t, err)
	_, err = askWord[any](t, here, pid, "struct")
	require.ErrorIs(t, err, tasks.ErrRemote)
	require.ErrorContains(t, err, "struct { A int }")
	_, err = askWord[any](t, here, pid, "bad text")
	require.ErrorContains(t, err, "UTF-8")
	_, err = askWord[any](t, here, pid, "bad error")
	require.ErrorContains(t, err, "caf\uFFFD")
}

func TestActorsOfOneNameOnTwoMachinesAreNoCircle(t *testing.T) {
	if !inOwnProcess(t) {
		return
	}
	var peer *proto.PID
	handling, asked, free := make(chan int, 1), make(chan int, 1), make(chan int)
	desk := func(l *tasks.Loop) {
		spawnWordActor(t, l, "desk", func(ctx context.Context, word string) (any, error) {
			switch word {
			case "forward":
				answer := tasks.Ask[*wrapperspb.StringValue](ctx, peer, wrapperspb.String("work"))
				asked <- 1
				return answer.Await(ctx)
			case "busy":
				handling <- 1
				_, _, err := tasks.Recv(ctx, free)
				return nil, err
			}
			return wrapperspb.String("done"), nil
		})
	}
	here, there := startMachine(t, desk), startMachine(t, desk)
	peer = proto.NewPID(there.System().Address(), "desk")
	echo := spawnWordActor(t, there, "echo", func(context.Context, string) (any, error) { return nil, nil })
	answers := make(chan error, 2)
	go func() { _, err := askWord[any](t, here, peer, "busy"); answers <- err }()
	<-handling // its first message, as that of the other will be
	go func() {
		_, err := askWord[*wrapperspb.StringValue](t, here, proto.NewPID(here.System().Address(), "desk"), "forward")
		answers <- err
	}()
	<-asked
	_, err := askWord[any](t, here, echo, "has what was sent before arrived?")
	require.NoError(t, err)
	free <- 1
	require.NoError(t, <-answers)
	require.NoError(t, <-answers)
}

func TestAnAskerFromBeforeTheNetworkGetsTheErrorItself(t *testing.T) {
	if !inOwnProcess(t) {
		return
	}
	full := errors.New("the disk is full")
	target, got := make(chan *proto.PID, 1), make(chan any, 1)
	var asker *proto.PID
	l := startMachine(t, func(l *tasks.Loop) {
		asker = l.System().Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
			switch msg := c.Message().(type) {
			case string:
				c.Request(<-target, wrapperspb.String(msg))
			case error:
				got <- msg
			case *wrapperspb.StringValue:
				got <- msg.GetValue()
			}
		}))
	})
	target <- spawnWordActor(t, l, "fails", func(context.Context, string) (any, error) { return nil, full })
	l.System().Root.Send(asker, "go")
	require.Equal(t, full, <-got)
}

// watchedAddress is an address whose watchers become known.
type watchedAddress chan *proto.PID

func (w watchedAddress) SendUserMessage(*proto.PID, any) {}
func (w watchedAddress) Stop(*proto.PID)                 {}
func (w watchedAddress) SendSystemMessage(_ *proto.PID, msg any) {
	if watch, ok := msg.(*proto.Watch); ok {
		w <- watch.Watcher
	}
}

func TestAnActorFromBeforeTheNetworkWatchesByTheAddressThatOthersKnow(t *testing.T) {
	if !inOwnProcess(t) {
		return
	}
	here := startMachine(t, func(l *tasks.Loop) {
		spawnOn(t, l, supervise.Actor{
			Name:   "early",
			Handle: supervise.Typed(func(ctx context.Context, who *proto.PID) (any, error) { return nil, supervise.Watch(ctx, who) }),
		})
	})
	there, watchers := startMachine(t, nil), make(watchedAddress, 1)
	watched, _ := there.System().ProcessRegistry.Add(watchers, "watched")
	early := proto.NewPID(here.System().Address(), "early")
	here.System().Root.Send(early, watched)
	require.True(t, early.Equal(<-watchers))
}

func TestTheEndOfAnActorFromBeforeTheNetworkComesFromTheAddressThatOthersKnow(t *testing.T) {
	if !inOwnProcess(t) {
		return
	}
	gone := make(chan *proto.PID, 1)
	here := startMachine(t, nil)
	watcher := spawnOn(t, here, supervise.Actor{
		Handle: supervise.Typed(func(_ context.Context, msg *proto.Terminated) (any, error) {
			gone <- msg.Who
			return nil, nil
		}),
	})
	there := startMachine(t, func(l *tasks.Loop) {
		spawnWordActor(t, l, "early", func(context.Context, string) (any, error) { return nil, nil })
	})
	early := proto.NewPID(there.System().Address(), "early")
	process, _ := there.System().ProcessRegistry.Get(early)
	process.SendSystemMessage(early, &proto.Watch{Watcher: watcher.PID()}) // as if it had come from here
	there.System().Root.Stop(early)
	require.True(t, early.Equal(<-gone))
}
