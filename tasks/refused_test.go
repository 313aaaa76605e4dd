package tasks_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestATaskThatCannotBeMadeAndThatNobodyLooksAtIsReportedWithItsCaller(t *testing.T) {
	var reports reportCollector
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
	var reports reportCollector
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		require.ErrorIs(t, tasks.Go[int](ctx, nil).Err(), tasks.ErrNilFunc)
		_, err := tasks.Go[int](ctx, nil).Await(ctx)
		require.ErrorIs(t, err, tasks.ErrNilFunc)
		return nil
	}), reports.collect())
	require.NoError(t, err)
	require.Empty(t, reports.all())
}

// Each goroutine has a task of its own, which could not be made.
func TestGoroutinesMayCancelTasksThatCouldNotBeMade(t *testing.T) {
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			for range 100 {
				task := tasks.Go(context.Background(), tasks.After(0, 1)) // ErrNoTask
				task.Cancel()
			}
		})
	}
	all.Wait()
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

// collected is what comes from got about this file's calls, while the collector looks for
// garbage. It may find what other tests have left, too.
func collected(got chan string) string {
	for {
		runtime.GC()
		select {
		case line := <-got:
			if strings.Contains(line, "refused_test.go") {
				return line
			}
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
			require.Contains(t, collected(got), "never retrieved")
		})
	}
}

func panicking(context.Context) (int, error) { panic("boo") }

func TestThePanicOfASubmittedTaskThatNobodyAsksForIsReported(t *testing.T) {
	for name, coro := range map[string]tasks.Coro[int]{
		"its own":     panicking,
		"of a task":   func(ctx context.Context) (int, error) { return tasks.Go(ctx, panicking).Await(ctx) },
		"of a thread": func(ctx context.Context) (int, error) { return tasks.ToThread(ctx, panicking) },
	} {
		t.Run(name, func(t *testing.T) {
			var reports reportCollector
			l, err := tasks.Start(reports.collect())
			require.NoError(t, err)
			<-tasks.Submit(l, coro).Done()
			require.NoError(t, l.Shutdown(t.Context()))
			require.Len(t, reports.all(), 1)
			var panicked *tasks.PanicError
			require.ErrorAs(t, reports.all()[0].Err, &panicked)
		})
	}
}

func TestThePanicOfASubmittedTaskIsForWhoeverWaitsForIt(t *testing.T) {
	for name, ask := range map[string]func(*tasks.Pending[int]) error{
		"Wait":   func(p *tasks.Pending[int]) error { _, err := p.Wait(context.Background()); return err },
		"Result": func(p *tasks.Pending[int]) error { <-p.Done(); _, err := p.Result(); return err },
	} {
		t.Run(name, func(t *testing.T) {
			var reports reportCollector
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
	var reports reportCollector
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
	<-l.Done()
}

// What a handler of reports does with a channel of the bubble is fatal outside it, and the
// collector's cleanups run outside.
func TestARefusalInABubbleIsNotLeftToTheCollector(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reports := make(chan tasks.Report, 10)
		l, err := tasks.Start(tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { reports <- r }))
		require.NoError(t, err)
		require.NoError(t, l.Shutdown(t.Context()))
		tasks.Submit(l, tasks.After(0, 1))
		for range 20 {
			runtime.GC()
			runtime.Gosched()
		}
		require.Empty(t, reports)
	})
}

func TestARefusalWhileTheLoopClosesIsForWhoeverAsked(t *testing.T) {
	reports, goOn := make(chan tasks.Report, 10), make(chan struct{})
	l, err := tasks.Start(tasks.ShutdownLimit(1), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) {
		reports <- r
		<-goOn
	}))
	require.NoError(t, err)
	quit := make(chan struct{})
	defer close(quit)
	_, err = tasks.Submit(l, func(ctx context.Context) (int, error) {
		tasks.InExecutor(ctx, nil, func(context.Context) (int, error) { <-quit; return 0, nil })
		return 0, nil
	}).Wait(t.Context())
	require.NoError(t, err)
	ended := make(chan error)
	go func() { ended <- l.Shutdown(context.Background()) }()
	require.Contains(t, (<-reports).Message, "threads were still running") // it takes nothing in any more
	p := tasks.Submit(l, tasks.After(0, 1))
	close(goOn)
	require.Error(t, <-ended)
	_, err = p.Wait(t.Context())
	require.ErrorIs(t, err, tasks.ErrLoopClosed)
	require.Empty(t, reports)
}

func TestATaskThatIsRefusedWithoutAReasonHasAnErrorAllTheSame(t *testing.T) {
	require.ErrorIs(t, tasks.Refused[int](nil, nil).Err(), tasks.ErrInvalidState)
}
