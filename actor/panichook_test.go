package actor_test

import (
	"bytes"
	"context"
	"log/slog"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// log is a buffer for a logger that several goroutines use.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *log) logger() actor.Option { return actor.Logger(slog.New(slog.NewTextHandler(l, nil))) }

func TestAPanicOfTheExceptionHandlerIsLoggedWithWhatItWasGiven(t *testing.T) {
	var out log
	l := started(t, out.logger(), actor.OnReport(func(*actor.Loop, actor.Report) { panic("handler") }))
	require.NoError(t, l.Post(func() { panic("callback") }))
	require.NoError(t, onLoop(t, l, actor.Yield))
	require.Contains(t, out.String(), "panic: handler")
	require.Contains(t, out.String(), "panic: callback")
}

func TestAPanicOfTheExceptionHandlerOnTheWatchdogsGoroutineIsLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out log
		l := started(t, out.logger(), actor.SlowStep(time.Hour), actor.OnReport(func(*actor.Loop, actor.Report) { panic("handler") }))
		require.NoError(t, onLoop(t, l, keepsControl(5*time.Second)))
		require.Contains(t, out.String(), "panic: handler")
		require.Contains(t, out.String(), "does not give control back")
	})
}

func TestTheExceptionHandlerCanBeChangedWhileTheWatchdogReports(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var first, second reports
		l := started(t, actor.SlowStep(time.Hour), actor.OnReport(first.take))
		require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
			err := keepsControl(5 * time.Second)(ctx)
			l.SetExceptionHandler(second.take)
			return err
		}))
		require.Len(t, first.list(), 1)
		require.Empty(t, second.list())
	})
}

func TestAPanicOfATaskFactoryIsTheOutcomeOfASubmission(t *testing.T) {
	l := started(t, actor.OnReport(func(*actor.Loop, actor.Report) {}))
	require.NoError(t, l.Post(func() { l.SetTaskFactory(func(*actor.Spec) { panic("factory") }) }))
	_, err := tasks.Submit(l, tasks.After(0, 0)).Wait(t.Context())
	require.ErrorContains(t, err, "panic: factory")
	require.NoError(t, l.Post(func() { l.SetTaskFactory(nil) }))
	require.NoError(t, onLoop(t, l, actor.Yield))
}

func TestAPanicOfAnOptionIsTheOutcomeOfASubmission(t *testing.T) {
	l := started(t)
	_, err := tasks.Submit(l, tasks.After(0, 0), func(*actor.Spec) { panic("option") }).Wait(t.Context())
	require.ErrorContains(t, err, "panic: option")
	require.NoError(t, onLoop(t, l, actor.Yield))
}

// receiver is an actor on a loop that panics.
type receiver struct{}

func (receiver) Receive(actor.Message) { panic("receiver") }

// policy is that of a supervisor that panics.
type policy struct{ actor.Supervisor }

func (policy) ChildDone(*actor.Child) { panic("policy") }

func TestAPanicOfMachineryThatAUserBuiltIsReported(t *testing.T) {
	for name, panics := range map[string]func(l *actor.Loop){
		"receiver": func(l *actor.Loop) { _ = l.Send(receiver{}, actor.Call{}) },
		"policy": func(l *actor.Loop) {
			p := &policy{}
			p.Supervise(l, p)
			c := promise(l)
			p.Adopt(c)
			c.Settle(nil)
		},
		"until": func(l *actor.Loop) {
			c := promise(l)
			l.Until(c, func() { panic("until") })
			c.Settle(nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got reports
			l := started(t, actor.OnReport(got.take))
			require.NoError(t, l.Post(func() { panics(l) }))
			for range 3 {
				require.NoError(t, onLoop(t, l, actor.Yield))
			}
			all := got.list()
			require.Len(t, all, 1)
			require.EqualError(t, all[0].Err, "panic: "+name)
		})
	}
}

func TestALoopGoesOnWhenTheReportOfAPanicEndsTheGoroutine(t *testing.T) {
	exits := func(*actor.Loop, actor.Report) { runtime.Goexit() }
	l := started(t, actor.OnReport(exits))
	require.NoError(t, l.Send(receiver{}, actor.Call{}))
	require.NoError(t, onLoop(t, l, actor.Yield))
}

func TestAPanicOfOnDeadlockIsReported(t *testing.T) {
	told := make(chan actor.Report, 8)
	l := started(t, actor.VirtualClock(), actor.OnDeadlock(func(error) { panic("deadlock") }),
		actor.OnReport(func(_ *actor.Loop, r actor.Report) {
			select {
			case told <- r:
			default:
			}
		}))
	var event tasks.Event
	p := tasks.Submit(l, tasks.Void(event.Wait))
	require.EqualError(t, (<-told).Err, "panic: deadlock")
	require.NoError(t, l.Post(event.Set))
	_, err := p.Wait(t.Context())
	require.NoError(t, err)
}
