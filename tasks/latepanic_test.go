package tasks_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// abandonedThread are the reports of a run with a thread that ends as fn does, when its future
// was canceled.
func abandonedThread(t *testing.T, fn func() (int, error)) []tasks.Report {
	var reports reportCollector
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		running := make(chan struct{})
		f := tasks.InExecutor(ctx, nil, func(inside context.Context) (int, error) {
			close(running)
			<-inside.Done()
			return fn()
		})
		if _, _, err := tasks.Recv(ctx, running); err != nil {
			return err
		}
		f.Cancel()
		return nil // the end of the run waits for the thread
	}), reports.collect())
	require.NoError(t, err)
	return reports.all()
}

func TestThePanicOfAThreadThatNobodyWaitsForAnyMoreIsReported(t *testing.T) {
	reports := abandonedThread(t, func() (int, error) { panic("boo") })
	require.Len(t, reports, 1)
	require.Contains(t, reports[0].Message, "panicked, and nobody waits for it any more")
	var panicked *tasks.PanicError
	require.ErrorAs(t, reports[0].Err, &panicked)
	require.Equal(t, "boo", panicked.Value)
}

func TestTheErrorOfAThreadThatNobodyWaitsForAnyMoreIsDropped(t *testing.T) {
	require.Empty(t, abandonedThread(t, func() (int, error) { return 0, errors.New("boo") }))
}

func TestThePanicOfAThreadOnWhichItsLoopHasGivenUpIsReported(t *testing.T) {
	told := make(chan tasks.Report, 10)
	unblock := make(chan struct{})
	l := actor.New(actor.ShutdownLimit(1), actor.OnReport(func(_ *actor.Loop, r actor.Report) { told <- r }))
	main := tasks.GoOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		began := make(chan struct{})
		tasks.InExecutor(ctx, nil, func(context.Context) (int, error) { close(began); <-unblock; panic("boo") })
		<-began // else it would not begin any more
		return nil
	}))
	require.NoError(t, l.RunUntil(main.Completion()))
	var left *tasks.ShutdownError
	require.ErrorAs(t, l.Shutdown(t.Context()), &left)
	require.Contains(t, (<-told).Message, "threads were still running")
	close(unblock)
	require.Contains(t, (<-told).Message, "panicked, and nobody waits for it any more")
}

func TestThePanicOfAThreadThatItsLoopDoesNotTakeInAnyMoreIsReported(t *testing.T) {
	told := make(chan tasks.Report, 8)
	l := actor.New(actor.ShutdownLimit(1), actor.OnReport(func(_ *tasks.Loop, r tasks.Report) { told <- r }))
	unblock, panicked := make(chan struct{}), make(chan struct{})
	main := tasks.GoOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		tasks.InExecutor(ctx, nil, func(context.Context) (int, error) {
			defer close(panicked)
			<-unblock
			panic("boo")
		})
		return nil
	}))
	tasks.GoOn(t.Context(), l, func(ctx context.Context) (int, error) {
		unwound := true
		defer func() {
			if unwound { // by a shutdown that takes nothing in any more
				close(unblock)
				<-panicked
			}
		}()
		for {
			_ = tasks.Sleep(ctx, time.Hour)
		}
	})
	require.NoError(t, l.RunUntil(main.Completion()))
	require.Error(t, l.Shutdown(t.Context()))
	for !strings.Contains((<-told).Message, "nobody waits for it any more") { // the thread may still be on its way
	}
}

func TestAPanicAtTheVeryEndOfTheContextOfAWaitIsToldToSomebody(t *testing.T) {
	for range 100 {
		var reported atomic.Bool
		l, err := tasks.Start(tasks.OnReport(func(*tasks.Loop, tasks.Report) { reported.Store(true) }))
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		pending := tasks.Submit(l, func(context.Context) (int, error) {
			cancel()
			panic("boom")
		})
		_, err = pending.Wait(ctx)
		require.NoError(t, l.Shutdown(t.Context()))
		var panicked *tasks.PanicError
		require.True(t, errors.As(err, &panicked) || reported.Load(), err)
	}
}
