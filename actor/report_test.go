package actor_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

var errLost = errors.New("lost")

func failing(context.Context) (int, error) { return 0, errLost }

func TestAnErrorThatNobodyRetrievesIsReportedWhenTheLoopCloses(t *testing.T) {
	var got reports
	require.NoError(t, run(t, func(ctx context.Context) error {
		tasks.Go(ctx, failing, tasks.Name("unlucky"))
		for range 5 {
			require.NoError(t, actor.Yield(ctx))
		}
		require.Empty(t, got.list())
		return nil
	}, actor.OnReport(got.take), actor.Debug(true)))
	all := got.list()
	require.Len(t, all, 1)
	require.ErrorIs(t, all[0].Err, errLost)
	require.Equal(t, "unlucky", all[0].Task)
	require.Contains(t, all[0].Stack, "report_test.go", "where it was made")
}

func TestAnErrorInTheCleanUpOfACanceledTaskIsReported(t *testing.T) {
	var got reports
	require.NoError(t, run(t, func(ctx context.Context) error {
		task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			_ = actor.Sleep(ctx, time.Hour)
			return failing(ctx)
		})
		require.NoError(t, actor.Yield(ctx))
		require.True(t, task.Cancel())
		require.NoError(t, actor.Sleep(ctx, time.Second))
		require.True(t, task.Finished())
		return nil
	}, actor.OnReport(got.take)))
	require.Len(t, got.list(), 1)
	require.ErrorIs(t, got.list()[0].Err, errLost)
}

func TestAnErrorThatNobodyRetrievesIsReportedByTheCollector(t *testing.T) {
	told := make(chan actor.Report, 8)
	l := started(t, actor.OnReport(func(_ *actor.Loop, r actor.Report) { told <- r }))
	require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
		tasks.Go(ctx, failing, tasks.Name("unlucky"))
		for range 5 {
			if err := actor.Yield(ctx); err != nil {
				return err
			}
		}
		return nil
	}))
	for len(told) == 0 {
		runtime.GC()
		require.NoError(t, onLoop(t, l, actor.Yield))
	}
	require.Equal(t, "unlucky", (<-told).Task)
	require.NoError(t, l.Shutdown(t.Context()))
	require.Empty(t, told, "once")
}

func TestAnErrorThatComesAfterTheLoopHasClosedIsReportedByTheCollector(t *testing.T) {
	told := make(chan actor.Report, 8)
	l := actor.New(actor.OnReport(func(_ *actor.Loop, r actor.Report) { told <- r }))
	require.NoError(t, l.Shutdown(t.Context()))
	require.NoError(t, tasks.NewFutureOn[int](l).SetError(errLost))
	read := tasks.NewFutureOn[int](l)
	require.NoError(t, read.SetError(errLost))
	require.ErrorIs(t, read.Err(), errLost)
	for len(told) == 0 {
		runtime.GC()
		runtime.Gosched()
	}
	require.ErrorIs(t, (<-told).Err, errLost)
	runtime.GC()
	require.Empty(t, told, "but for the one that was read")
	runtime.KeepAlive(read)
}

func TestAnErrorThatAReportOfAShutdownLeavesIsNotPartOfIt(t *testing.T) {
	for name, end := range map[string]func(){"return": func() {}, "Goexit": runtime.Goexit} {
		t.Run(name, func(t *testing.T) {
			var told atomic.Int32
			var left *tasks.Future[int]
			l := actor.New(actor.OnReport(func(l *actor.Loop, _ actor.Report) {
				if told.Add(1) == 1 { // one that always leaves one would never let it end
					left = tasks.NewFutureOn[int](l)
					_ = left.SetError(errLost)
				}
				end()
			}))
			require.NoError(t, tasks.NewFutureOn[int](l).SetError(errLost))
			shut := make(chan struct{})
			go func() {
				defer close(shut)
				_ = l.Shutdown(context.Background())
			}()
			<-shut
			require.EqualValues(t, 1, told.Load())
			require.True(t, l.Closed())
			runtime.KeepAlive(left)
		})
	}
}

func TestAnErrorThatWasRetrievedIsNotReported(t *testing.T) {
	for name, retrieve := range map[string]func(ctx context.Context, task *tasks.Task[int]){
		"Await":    func(ctx context.Context, task *tasks.Task[int]) { _, _ = task.Await(ctx) },
		"Err":      func(_ context.Context, task *tasks.Task[int]) { _ = task.Err() },
		"Result":   func(_ context.Context, task *tasks.Task[int]) { _, _ = task.Result() },
		"Outcome":  func(_ context.Context, task *tasks.Task[int]) { _ = task.Completion().Outcome() },
		"Retrieve": func(_ context.Context, task *tasks.Task[int]) { task.Completion().Retrieve() },
	} {
		for when, passes := range map[string]int{"soon": 1, "late": 5} {
			t.Run(name+" "+when, func(t *testing.T) {
				var got reports
				require.NoError(t, run(t, func(ctx context.Context) error {
					task := tasks.Go(ctx, failing)
					for range passes {
						require.NoError(t, actor.Yield(ctx))
					}
					retrieve(ctx, task)
					return nil
				}, actor.OnReport(got.take)))
				require.Empty(t, got.list())
			})
		}
	}
}

func TestALookAtAnErrorDoesNotRetrieveIt(t *testing.T) {
	var got reports
	require.NoError(t, run(t, func(ctx context.Context) error {
		task := tasks.Go(ctx, failing)
		require.NoError(t, actor.Yield(ctx))
		require.ErrorIs(t, task.Completion().Err(), errLost)
		require.Contains(t, task.String(), "lost")
		return nil
	}, actor.OnReport(got.take)))
	require.Len(t, got.list(), 1)
}

func TestACancellationIsNotReported(t *testing.T) {
	var got reports
	require.NoError(t, run(t, func(ctx context.Context) error {
		tasks.Go(ctx, tasks.After(1, 0)).Cancel()
		return actor.Yield(ctx)
	}, actor.OnReport(got.take)))
	require.Empty(t, got.list())
}

func TestTheExceptionHandlerCanBeChangedWhileTheLoopRuns(t *testing.T) {
	var first, second reports
	require.NoError(t, run(t, func(ctx context.Context) error {
		l := actor.LoopOf(ctx)
		l.Report(actor.Report{Message: "one"})
		require.NotNil(t, l.ExceptionHandler())
		l.SetExceptionHandler(second.take)
		l.Report(actor.Report{Message: "two"})
		return nil
	}, actor.OnReport(first.take)))
	require.Equal(t, []actor.Report{{Message: "one"}}, first.list())
	require.Equal(t, []actor.Report{{Message: "two"}}, second.list())
}

func TestTheDefaultExceptionHandlerLogs(t *testing.T) {
	var b bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&b, nil))
	require.NoError(t, run(t, func(ctx context.Context) error {
		l := actor.LoopOf(ctx)
		require.Nil(t, l.ExceptionHandler())
		l.Report(actor.Report{Message: "it happened", Err: errLost, Task: "unlucky", Stack: "here"})
		return nil
	}, actor.Logger(logger)))
	require.Regexp(t, `level=ERROR msg="actorloom: it happened" task=unlucky error=lost stack=here\n$`, b.String())
}

func TestTheDefaultExceptionHandlerSaysWhereAPanicWas(t *testing.T) {
	for name, panics := range map[string]func(ctx context.Context){
		"of a callback": func(ctx context.Context) { actor.LoopOf(ctx).CallSoon(clumsy) },
		"of a task that nobody saw": func(ctx context.Context) {
			tasks.Go(ctx, tasks.Void(func(context.Context) error { clumsy(); return nil }))
		},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			require.NoError(t, run(t, func(ctx context.Context) error {
				panics(ctx)
				return actor.Sleep(ctx, time.Second)
			}, actor.Logger(slog.New(slog.NewTextHandler(&b, nil)))))
			require.Regexp(t, `error="panic: it slipped".* panic=.*actor_test\.clumsy`, b.String())
		})
	}
}

func clumsy() { panic("it slipped") }

func TestTheDefaultExceptionHandlerLogsAnErrorWhoseMethodsPanic(t *testing.T) {
	var b bytes.Buffer
	var none *fs.PathError
	l := actor.New(actor.Logger(slog.New(slog.NewTextHandler(&b, nil))))
	l.Report(actor.Report{Message: "it happened", Err: none})
	require.Contains(t, b.String(), "it happened")
}

func TestTheDefaultExceptionHandlerLeavesOutWhatThereIsNot(t *testing.T) {
	var b bytes.Buffer
	l := actor.New(actor.Logger(slog.New(slog.NewTextHandler(&b, nil))))
	l.Report(actor.Report{Message: "it happened"})
	require.Regexp(t, `msg="actorloom: it happened"\n$`, b.String())
}

func TestAnErrorThatNobodyRetrievesIsReportedWhileTheLoopRests(t *testing.T) {
	told := make(chan actor.Report, 8)
	l := started(t, actor.OnReport(func(_ *actor.Loop, r actor.Report) { told <- r }))
	require.NoError(t, l.Post(func() { tasks.GoOn(t.Context(), l, failing) }))
	for len(told) == 0 { // nothing wakes the loop
		runtime.GC()
		runtime.Gosched()
	}
	require.ErrorIs(t, (<-told).Err, errLost)
}

func TestAReportHasTheVariablesAsTheyWere(t *testing.T) {
	var got reports
	var v tasks.Var[int]
	require.NoError(t, run(t, func(ctx context.Context) error {
		v.Set(ctx, 1)
		mine := tasks.Current(ctx).(*tasks.Task[struct{}]).Vars()
		tasks.Go(ctx, failing, tasks.InVars(mine))
		for range 5 {
			require.NoError(t, actor.Yield(ctx))
		}
		v.Set(ctx, 2) // while a handler on another goroutine may look
		return nil
	}, actor.OnReport(got.take)))
	require.Len(t, got.list(), 1)
	require.Equal(t, 1, v.Get(got.list()[0].Vars.Context(t.Context())))
}

func TestANilExceptionHandlerIsTheDefault(t *testing.T) {
	var out bytes.Buffer
	l := actor.New(actor.Logger(slog.New(slog.NewTextHandler(&out, nil))), actor.OnReport(func(*actor.Loop, actor.Report) { t.Error("it was taken away") }))
	l.SetExceptionHandler(nil)
	l.Report(actor.Report{Message: "it is lost"})
	require.Contains(t, out.String(), "it is lost")
	require.NoError(t, l.Shutdown(t.Context()))
}
