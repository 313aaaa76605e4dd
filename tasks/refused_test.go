package tasks_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestATaskThatCannotBeMadeAndThatNobodyLooksAtIsReportedWithItsCaller(t *testing.T) {
	var reports ftReports
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		tasks.Go[int](ctx, nil)
		return nil
	}), reports.collect())
	require.NoError(t, err)
	require.Len(t, reports.all(), 1)
	require.ErrorIs(t, reports.all()[0].Err, tasks.ErrNilFunc)
	require.Contains(t, reports.all()[0].Stack, "refused_test.go")
}

func TestATaskThatCannotBeMadeIsNotReportedToWhoeverLooks(t *testing.T) {
	var reports ftReports
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		require.ErrorIs(t, tasks.Go[int](ctx, nil).Err(), tasks.ErrNilFunc)
		_, err := tasks.Go[int](ctx, nil).Await(ctx)
		require.ErrorIs(t, err, tasks.ErrNilFunc)
		return nil
	}), reports.collect())
	require.NoError(t, err)
	require.Empty(t, reports.all())
}

// logged sends each record of the default logger to a channel, while the test lasts.
func logged(t *testing.T) chan string {
	got := make(chan string, 100)
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(writerFunc(func(line []byte) { got <- string(line) }), nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	return got
}

type writerFunc func([]byte)

func (f writerFunc) Write(p []byte) (int, error) { f(p); return len(p), nil }

var _ io.Writer = writerFunc(nil)

// collected is what comes from got, while the collector looks for garbage.
func collected(got chan string) string {
	for {
		runtime.GC()
		select {
		case line := <-got:
			return line
		default:
			runtime.Gosched()
		}
	}
}

func TestWithoutALoopARefusalIsLoggedWhenNobodyLooksAtIt(t *testing.T) {
	closed := actor.New()
	require.NoError(t, closed.Shutdown(t.Context()))
	for name, refused := range map[string]func(){
		"Go":                      func() { tasks.Go(context.Background(), tasks.After(0, 1)) },
		"NewFuture":               func() { tasks.NewFuture[int](context.Background()) },
		"Submit to a nil loop":    func() { tasks.Submit(nil, tasks.After(0, 1)) },
		"Submit to a closed loop": func() { tasks.Submit(closed, tasks.After(0, 1)) },
		"GoOn a closed loop":      func() { tasks.GoOn(context.Background(), closed, tasks.After(0, 1)) },
	} {
		t.Run(name, func(t *testing.T) {
			got := logged(t)
			refused()
			line := collected(got)
			require.Contains(t, line, "never retrieved")
			require.Contains(t, line, "refused_test.go")
		})
	}
}

func panicking(context.Context) (int, error) { panic("boo") }

func TestThePanicOfASubmittedTaskThatNobodyAsksForIsReported(t *testing.T) {
	var reports ftReports
	l := actor.New(actor.OnReport(reports.take))
	tasks.Submit(l, panicking)
	require.NoError(t, l.RunUntil(tasks.GoOn(t.Context(), l, tasks.After(time.Millisecond, 1)).Completion()))
	require.NoError(t, l.Shutdown(t.Context()))
	require.Len(t, reports.all(), 1)
	var panicked *tasks.PanicError
	require.ErrorAs(t, reports.all()[0].Err, &panicked)
}

func TestThePanicOfASubmittedTaskIsForWhoeverWaitsForIt(t *testing.T) {
	for name, ask := range map[string]func(*tasks.Pending[int]) error{
		"Wait":   func(p *tasks.Pending[int]) error { _, err := p.Wait(context.Background()); return err },
		"Result": func(p *tasks.Pending[int]) error { <-p.Done(); _, err := p.Result(); return err },
	} {
		t.Run(name, func(t *testing.T) {
			var reports ftReports
			l, err := tasks.Start(reports.collect())
			require.NoError(t, err)
			var panicked *tasks.PanicError
			require.ErrorAs(t, ask(tasks.Submit(l, panicking)), &panicked)
			require.NoError(t, l.Shutdown(t.Context()))
			require.Empty(t, reports.all())
		})
	}
}

func TestAnErrorOfASubmittedTaskThatNobodyAsksForIsDropped(t *testing.T) {
	var reports ftReports
	l, err := tasks.Start(reports.collect())
	require.NoError(t, err)
	<-tasks.Submit(l, func(context.Context) (int, error) { return 0, errors.New("boo") }).Done()
	require.NoError(t, l.Shutdown(t.Context()))
	require.Empty(t, reports.all())
}

func TestTheZeroLoopIsClosed(t *testing.T) {
	var l tasks.Loop
	_, err := tasks.Submit(&l, tasks.After(0, 1)).Wait(t.Context())
	require.ErrorIs(t, err, tasks.ErrLoopClosed)
	require.ErrorIs(t, tasks.GoOn(t.Context(), &l, tasks.After(0, 1)).Err(), tasks.ErrLoopClosed)
	require.ErrorIs(t, l.Post(func() {}), tasks.ErrLoopClosed)
	require.NoError(t, l.Shutdown(t.Context()))
}
