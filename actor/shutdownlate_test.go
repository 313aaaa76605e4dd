package actor_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestATaskMadeWhileTheLoopShutsIsNamedAndNotSaidToRefuse(t *testing.T) {
	var got reports
	err := run(t, func(ctx context.Context) error {
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			err := actor.Sleep(ctx, time.Hour)
			tasks.Go(ctx, tasks.After(time.Hour, 0), tasks.Name("late"))
			return err
		}))
		return actor.Yield(ctx)
	}, actor.OnReport(got.take))
	require.EqualError(t, err, "shutdown: a task did not end and was unwound: late")
}

// What a clean-up has made is unwound last, and nobody is told before that is done.
func TestWhoShutsALoopThatIsAboutToEndLearnsOfTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := started(t, actor.ShutdownLimit(time.Second), actor.OnReport(func(*actor.Loop, actor.Report) {}))
		refuses := func(cleanUp func()) tasks.Coro[struct{}] {
			return tasks.Void(func(ctx context.Context) error {
				defer cleanUp()
				for {
					_ = new(tasks.Event).Wait(ctx)
				}
			})
		}
		release := make(chan struct{})
		last := refuses(func() { <-release })
		require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
			tasks.Go(ctx, refuses(func() { tasks.GoOn(context.Background(), l, last, tasks.Eager()) }))
			return actor.Yield(ctx)
		}))
		errs := make(chan error)
		shut := func() { errs <- l.Shutdown(t.Context()) }
		go shut()
		time.Sleep(time.Minute) // of the bubble's clock: until the last clean-up
		go shut()
		synctest.Wait()
		close(release)
		var gaveUp *actor.ShutdownError
		require.ErrorAs(t, <-errs, &gaveUp)
		require.ErrorAs(t, <-errs, &gaveUp)
	})
}

// The reports of the end are a part of it.
func TestWhoShutsALoopThatReportsForTheLastTimeLearnsOfTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		l := started(t, actor.OnReport(func(*actor.Loop, actor.Report) { <-release }))
		var failed *tasks.Task[struct{}]
		require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
			failed = tasks.Go(ctx, tasks.Void(func(context.Context) error { return errLost }))
			return actor.Yield(ctx)
		}))
		ended := make(chan error, 2)
		shut := func() { ended <- l.Shutdown(t.Context()) }
		go shut()
		synctest.Wait() // until it reports the error that nobody has retrieved
		go shut()
		synctest.Wait()
		early := len(ended)
		close(release)
		require.NoError(t, <-ended)
		require.NoError(t, <-ended)
		require.Zero(t, early)
		require.ErrorIs(t, failed.Err(), errLost)
	})
}

// Each end of a pass that has to do with the shutdown is followed by one of the user's, and
// the last of them would come when the loop has shut.
func TestWhatIsDueAtTheEndOfAPassIsNotCalledOnceItsLoopHasShut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := started(t)
		late := false
		var next func()
		next = func() {
			select {
			case <-l.Done():
				late = true
			default:
			}
			l.CallSoon(func() {
				var end actor.Completion
				end.Init(l, nil)
				l.Until(&end, next)
				end.Settle(nil)
			})
		}
		require.NoError(t, l.Post(func() {
			l.CallSoon(l.BeginShutdown)
			var first actor.Completion
			first.Init(l, nil)
			l.Until(&first, next)
			first.Settle(nil)
		}))
		synctest.Wait()
		require.True(t, l.Closed())
		require.False(t, late)
	})
}
