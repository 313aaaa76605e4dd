package tasks_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/asynkron/protoactor-go/remote"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/actor/wire"
	"github.com/actorloom/actorloom/tasks"
)

// Two processes: this one, and the test binary once more as the other machine. It
// prints the addresses of what it has, and ends when its input does.

const otherProcess = "ACTORLOOM_TEST_OTHER_PROCESS"

func init() {
	if os.Getenv(otherProcess) != "" {
		otherMain()
		os.Exit(0)
	}
}

// quietSystem is an actor system that logs nothing and leaves no goroutine.
func quietSystem() *proto.ActorSystem {
	return proto.NewActorSystem(
		proto.WithLoggerFactory(func(*proto.ActorSystem) *slog.Logger { return slog.New(slog.DiscardHandler) }),
		proto.WithDeadLetterThrottleInterval(time.Nanosecond))
}

// networked is an actor system that other processes reach.
func networked() (*proto.ActorSystem, *remote.Remote) {
	system := quietSystem()
	r := remote.NewRemote(system, remote.Configure("127.0.0.1", 0))
	r.Start()
	return system, r
}

// otherMain is the other process: an ordinary actor and some tasks.
func otherMain() {
	system, _ := networked()
	l, err := tasks.Start(tasks.RememberResults(128), tasks.System(system))
	if err != nil {
		panic(err)
	}
	finish := tasks.NewFutureOn[struct{}](l)
	inbox := ""
	pids := map[string]*proto.PID{}
	pids["ordinary"] = system.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		switch msg := c.Message().(type) {
		case *wrapperspb.StringValue:
			switch msg.GetValue() {
			case "echo":
				c.Respond(wrapperspb.String("echo of " + c.MessageHeader().Get("traceparent")))
			case "fail":
				c.Respond(tasks.ErrorReply(c.Sender(), system.Address(), errors.New("the disk is full")))
			case "finish":
				_ = finish.SetResult(struct{}{})
			case "inbox":
				c.Respond(wrapperspb.String(inbox))
			default:
				inbox = msg.GetValue()
			}
		}
	}, proto.WithDispatcher(l)))
	_, err = tasks.Submit(l, tasks.Void(func(ctx context.Context) error {
		hour := tasks.After(time.Hour, "")
		for name, task := range map[string]tasks.AnyTask{
			"sleeping":   tasks.Go(ctx, hour),
			"watched":    tasks.Go(ctx, hour),
			"asked":      tasks.Go(ctx, func(ctx context.Context) (int, error) { _, err := finish.Await(ctx); return 7, err }),
			"succeeded":  tasks.Go(ctx, tasks.After(0, "seven")),
			"a message":  tasks.Go(ctx, tasks.After(0, durationpb.New(time.Minute))),
			"nothing":    tasks.Go(ctx, tasks.Void(func(context.Context) error { return nil })),
			"not to say": tasks.Go(ctx, tasks.After(0, map[string]int{})),
			"failed":     tasks.Go(ctx, func(context.Context) (int, error) { return 0, errors.New("the disk is full") }),
		} {
			pids[name] = task.PID()
			task.Completion().Retrieve()
		}
		return tasks.Sleep(ctx, time.Millisecond) // the short ones end
	})).Wait(context.Background())
	if err != nil {
		panic(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(pids); err != nil {
		panic(err)
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// startOther starts the other process and returns the addresses there.
func startOther(t *testing.T) map[string]*proto.PID {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), otherProcess+"=1")
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	require.NoError(t, err)
	pids := map[string]*proto.PID{}
	require.NoError(t, json.Unmarshal(line, &pids))
	return pids
}

func TestTasksAndActorsAnswerAnotherProcess(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a process")
	}
	system, r := networked()
	there := startOther(t)
	// Before the other process ends: protoactor may send on a closed channel when a
	// connection ends while it shuts down.
	t.Cleanup(func() { r.Shutdown(true) })

	// each runs a task here, within a limit of real time.
	each := func(name string, body func(t *testing.T, ctx context.Context)) {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeoutCause(t.Context(), 30*time.Second, errors.New("the other process did not answer"))
			defer cancel()
			_, err := tasks.Run(ctx, tasks.Void(func(ctx context.Context) error {
				body(t, ctx)
				return nil
			}), tasks.System(system))
			require.NoError(t, err)
		})
	}
	say := wrapperspb.String

	each("an actor there answers", func(t *testing.T, ctx context.Context) {
		v, err := tasks.Ask[string](withTrace(ctx), there["ordinary"], say("echo")).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "echo of "+traceparent, v)
	})
	each("answers find their requests", func(t *testing.T, ctx context.Context) {
		var all []*tasks.Future[string]
		for i := range 50 {
			traced := actor.WithHeaders(ctx, map[string]string{"traceparent": strconv.Itoa(i)})
			all = append(all, tasks.Ask[string](traced, there["ordinary"], say("echo")))
		}
		for i, f := range all {
			v, err := f.Await(ctx)
			require.NoError(t, err)
			require.Equal(t, fmt.Sprint("echo of ", i), v)
		}
	})
	each("an error arrives as text", func(t *testing.T, ctx context.Context) {
		_, err := tasks.Ask[string](ctx, there["ordinary"], say("fail")).Await(ctx)
		require.ErrorIs(t, err, tasks.ErrRemote)
		require.ErrorContains(t, err, there["ordinary"].Address)
		require.ErrorContains(t, err, "the disk is full")
	})
	each("nobody there", func(t *testing.T, ctx context.Context) {
		_, err := tasks.Ask[string](ctx, proto.NewPID(there["ordinary"].Address, "nobody"), say("echo")).Await(ctx)
		var dead *tasks.DeadLetterError
		require.ErrorAs(t, err, &dead)
		require.NotContains(t, err.Error(), "cannot be reached")
	})
	each("a task there is asked for its result before its end", func(t *testing.T, ctx context.Context) {
		result := tasks.Ask[int](ctx, there["asked"], actor.GetResult{})
		require.NoError(t, tasks.Tell(ctx, there["ordinary"], say("finish")))
		v, err := result.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 7, v)
	})
	each("tasks there are asked for their results after their end", func(t *testing.T, ctx context.Context) {
		s, err := tasks.Ask[string](ctx, there["succeeded"], actor.GetResult{}).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "seven", s)
		d, err := tasks.Ask[*durationpb.Duration](ctx, there["a message"], &wire.GetResult{}).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, time.Minute, d.AsDuration())
		_, err = tasks.Ask[struct{}](ctx, there["nothing"], actor.GetResult{}).Await(ctx)
		require.NoError(t, err)
		_, err = tasks.Ask[map[string]int](ctx, there["not to say"], actor.GetResult{}).Await(ctx)
		require.ErrorContains(t, err, "the task succeeded, but a map[string]int cannot be sent")
		_, err = tasks.Ask[int](ctx, there["failed"], actor.GetResult{}).Await(ctx)
		require.ErrorIs(t, err, tasks.ErrRemote)
		require.ErrorContains(t, err, "the disk is full")
		_, err = tasks.Ask[int](ctx, there["succeeded"], actor.GetResult{}).Await(ctx)
		require.ErrorContains(t, err, "want int")
	})
	each("a task there is canceled", func(t *testing.T, ctx context.Context) {
		result := tasks.Ask[string](ctx, there["sleeping"], actor.Cancel{Msg: "enough"})
		_, err := result.Await(ctx)
		require.EqualError(t, err, "canceled: enough")
		require.True(t, result.Canceled())
	})
	each("a task there is watched", func(t *testing.T, ctx context.Context) {
		gone := tasks.NewFuture[*proto.Terminated](ctx)
		watching := tasks.NewFuture[struct{}](ctx)
		watcher := system.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
			switch msg := c.Message().(type) {
			case *proto.Started:
				c.Watch(there["watched"])
				_ = watching.SetResult(struct{}{})
			case *proto.Terminated:
				_ = gone.SetResult(msg)
			}
		}, proto.WithDispatcher(tasks.LoopOf(ctx))))
		defer system.Root.Stop(watcher)
		_, err := watching.Await(ctx)
		require.NoError(t, err)
		require.NoError(t, tasks.Tell(ctx, there["watched"], actor.Cancel{Msg: "enough"}))
		msg, err := gone.Await(ctx)
		require.NoError(t, err)
		require.True(t, there["watched"].Equal(msg.Who))
		require.Equal(t, proto.TerminatedReason_Stopped, msg.Why)
	})
	each("a future here is piped to an actor there", func(t *testing.T, ctx context.Context) {
		for _, want := range []string{"a value", "an error"} {
			f := tasks.Resolved(ctx, "a value", nil)
			if want == "an error" {
				f = tasks.Resolved(ctx, "", errors.New("an error"))
			}
			tasks.PipeTo(f, there["ordinary"])
			for got := ""; got != want; {
				var err error
				got, err = tasks.Ask[string](ctx, there["ordinary"], say("inbox")).Await(ctx)
				require.NoError(t, err)
			}
		}
	})
}
