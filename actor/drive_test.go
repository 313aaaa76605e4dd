package actor_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// addresses is the actor system of the loops under test. It is made outside of
// any synctest bubble, since it is shared by all.
var addresses = quietSystem()

// quietSystem is an actor system that logs nothing. Its first dead letter starts a
// goroutine for the throttle's interval.
func quietSystem() *proto.ActorSystem {
	return proto.NewActorSystem(
		proto.WithDeadLetterThrottleInterval(time.Millisecond),
		proto.WithLoggerFactory(func(*proto.ActorSystem) *slog.Logger {
			return slog.New(slog.DiscardHandler)
		}))
}

// started is a background loop that the end of the test shuts down.
func started(t *testing.T, opts ...actor.Option) *actor.Loop {
	t.Helper()
	l := actor.New(append([]actor.Option{actor.System(addresses)}, opts...)...)
	_, err := l.Start()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Shutdown(context.Background())) })
	return l
}

// onLoop runs body as a task of a loop that runs elsewhere, and waits for it.
func onLoop(t *testing.T, l *actor.Loop, body func(ctx context.Context) error) error {
	t.Helper()
	_, err := tasks.Submit(l, tasks.Void(body)).Wait(t.Context())
	return err
}

// run runs body as the main task of a loop with a virtual clock. No step is slow: a busy machine
// is nobody's mistake.
func run(t *testing.T, body func(ctx context.Context) error, opts ...actor.Option) error {
	t.Helper()
	_, err := tasks.Run(t.Context(), tasks.Void(body),
		append([]actor.Option{actor.VirtualClock(), actor.SlowStep(time.Minute)}, opts...)...)
	return err
}

// program is one piece of code for each way to drive a loop: its trace does not
// depend on the way.
func program(ctx context.Context) (trace []string, err error) {
	l := actor.LoopOf(ctx)
	begin := l.Now()
	note := func(what string) {
		trace = append(trace, fmt.Sprint(what, " at ", l.Now().Sub(begin).Round(time.Millisecond)))
	}
	l.CallLater(20*time.Millisecond, func() { note("timer") })
	l.CallSoon(func() { note("soon") })
	for _, name := range []string{"a", "b"} {
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			note(name + " starts")
			if err := actor.Sleep(ctx, 10*time.Millisecond); err != nil {
				return err
			}
			note(name + " ends")
			return nil
		}))
	}
	note("main sleeps")
	err = actor.Sleep(ctx, 30*time.Millisecond)
	note("main ends")
	return trace, err
}

var programTrace = []string{
	"main sleeps at 0s", "soon at 0s", "a starts at 0s", "b starts at 0s",
	"a ends at 10ms", "b ends at 10ms", "timer at 20ms", "main ends at 30ms",
}

func TestALoopRunsTheSameHoweverItIsDriven(t *testing.T) {
	t.Run("by RunUntil", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			trace, err := tasks.Run(t.Context(), program)
			require.NoError(t, err)
			require.Equal(t, programTrace, trace)
		})
	})
	t.Run("in the background", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			trace, err := tasks.Submit(started(t), program).Wait(t.Context())
			require.NoError(t, err)
			require.Equal(t, programTrace, trace)
		})
	})
	t.Run("by RunUntil with a virtual clock", func(t *testing.T) {
		trace, err := tasks.Run(t.Context(), program, tasks.VirtualClock())
		require.NoError(t, err)
		require.Equal(t, programTrace, trace)
	})
	t.Run("in the background with a virtual clock", func(t *testing.T) {
		trace, err := tasks.Submit(started(t, actor.VirtualClock()), program).Wait(t.Context())
		require.NoError(t, err)
		require.Equal(t, programTrace, trace)
	})
}

func TestALoopThatRunUntilDroveCanGoOnInTheBackground(t *testing.T) {
	l := actor.New(actor.System(addresses), actor.VirtualClock())
	left := tasks.GoOn(t.Context(), l, tasks.After(time.Hour, "left"))
	first := tasks.GoOn(t.Context(), l, tasks.After(time.Minute, "first"))
	require.NoError(t, l.RunUntil(first.Completion()))
	require.False(t, left.Finished())

	_, err := l.Start()
	require.NoError(t, err)
	<-left.Done()
	require.NoError(t, l.Shutdown(t.Context()))
	v, err := left.Result()
	require.NoError(t, err)
	require.Equal(t, "left", v)
}

func TestALoopHasOneDriver(t *testing.T) {
	l := started(t)
	var end actor.Completion
	end.Init(l, nil)
	require.True(t, l.Running())
	require.ErrorIs(t, l.RunUntil(&end), actor.ErrLoopRunning)
	_, err := l.Start()
	require.ErrorIs(t, err, actor.ErrLoopRunning)
}

func TestATaskCannotDriveOrShutItsOwnLoop(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		l := actor.LoopOf(ctx)
		var end actor.Completion
		end.Init(l, nil)
		require.ErrorIs(t, l.RunUntil(&end), actor.ErrLoopRunning)
		require.ErrorIs(t, l.Shutdown(ctx), actor.ErrLoopRunning)
		_, err := l.Start()
		require.ErrorIs(t, err, actor.ErrLoopRunning)
		return nil
	}))
	err := onLoop(t, started(t), func(ctx context.Context) error { return actor.LoopOf(ctx).Shutdown(ctx) })
	require.ErrorIs(t, err, actor.ErrLoopRunning)
	require.ErrorContains(t, err, "BeginShutdown", "what to call instead")
}

func TestRunUntilTakesThePassToItsEnd(t *testing.T) {
	l := actor.New()
	var end actor.Completion
	end.Init(l, nil)
	var calls []string
	l.Until(&end, func() { calls = append(calls, "between the passes") })
	l.CallSoon(func() {
		end.Settle(nil)
		l.CallSoon(func() {
			calls = append(calls, "with the news")
			l.CallSoon(func() { calls = append(calls, "too late") })
		})
	})
	require.NoError(t, l.RunUntil(&end))
	require.Equal(t, []string{"with the news", "between the passes"}, calls)
	require.NoError(t, l.Shutdown(t.Context()))
}

func TestUntilCanBeTakenBack(t *testing.T) {
	l := actor.New()
	var end actor.Completion
	end.Init(l, nil)
	called := false
	require.True(t, l.Until(&end, func() { called = true }).Stop())
	end.Settle(nil)
	require.NoError(t, l.RunUntil(&end))
	require.False(t, called)
	require.NoError(t, l.Shutdown(t.Context()))
}

func TestALoopIsNotDrivenUntilWhatIsNotItsOwnEnds(t *testing.T) {
	l, other := actor.New(), actor.New()
	require.ErrorIs(t, l.RunUntil(nil), actor.ErrInvalidState)
	require.ErrorIs(t, l.RunUntil(promise(other)), actor.ErrForeignLoop)
	require.NoError(t, l.Shutdown(t.Context()), "it is not taken")
	require.NoError(t, other.Shutdown(t.Context()))
}

// driver is an owner whose Cancel lets somebody else drive its loop.
type driver struct{ drive func() error }

func (d driver) Cancel(string) bool { return errors.Is(d.drive(), actor.ErrLoopRunning) }
func (driver) String() string       { return "a driver" }

func TestNobodyElseDrivesALoopThatShutsDown(t *testing.T) {
	l := actor.New(actor.OnReport(func(*actor.Loop, actor.Report) {}), actor.ShutdownLimit(time.Millisecond))
	refused := false
	r := tasks.RunnerOn(l)
	_, err := tasks.RunWith(t.Context(), r, tasks.Void(func(ctx context.Context) error {
		tasks.Go(ctx, tasks.SupervisedFuture[int](l, driver{func() error {
			err := l.RunUntil(promise(l))
			refused = errors.Is(err, actor.ErrLoopRunning)
			return err
		}}).Await)
		return tasks.Yield(ctx)
	}))
	require.NoError(t, err)
	_ = r.Close()
	require.True(t, refused)
}
