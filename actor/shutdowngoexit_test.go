package actor_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// aside runs fn, which may end its goroutine, and tells whether it returned.
func aside(fn func()) (returned bool) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		fn()
		returned = true
	}()
	<-ended
	return returned
}

// left is a runner whose loop has these tasks, asleep.
func left(t *testing.T, bodies ...func(ctx context.Context) error) *tasks.Runner {
	t.Helper()
	r := tasks.NewRunner(tasks.VirtualClock(), actor.OnReport(func(*actor.Loop, actor.Report) {}))
	for _, body := range bodies {
		tasks.GoOn(t.Context(), r.Loop(), tasks.Void(body))
	}
	_, err := tasks.RunWith(t.Context(), r, tasks.After(0, 0))
	require.NoError(t, err)
	return r
}

// A clean-up that fails a test ends the goroutine that shuts the loop: the rest
// of the shutdown happens on the way out.
func TestGoexitOfACleanUpDoesNotEndTheShutdown(t *testing.T) {
	cleaned := false
	goexit := func(ctx context.Context) error {
		_ = actor.Sleep(ctx, time.Hour)
		runtime.Goexit()
		return nil
	}
	r := left(t, goexit, func(ctx context.Context) error {
		defer func() { cleaned = actor.Sleep(ctx, time.Second) == nil }()
		return actor.Sleep(ctx, time.Hour)
	}, goexit)
	require.False(t, aside(func() { _ = r.Close() }))
	require.True(t, cleaned)
	require.True(t, r.Loop().Closed())
}

func TestGoexitOfATaskThatIsUnwoundLeavesTheOthersAlone(t *testing.T) {
	unwound := 0
	refuse := func(ctx context.Context) error {
		defer func() {
			unwound++
			runtime.Goexit()
		}()
		for {
			_ = new(tasks.Event).Wait(ctx)
		}
	}
	r := left(t, refuse, refuse)
	require.True(t, aside(func() { _ = r.Close() }))
	require.Equal(t, 2, unwound)
	require.True(t, r.Loop().Closed())
}

func TestPanicOfATaskThatIsUnwoundLeavesTheOthersAlone(t *testing.T) {
	unwound := 0
	refuse := func(ctx context.Context) error {
		defer func() {
			unwound++
			panic("while unwound")
		}()
		for {
			_ = new(tasks.Event).Wait(ctx)
		}
	}
	r := left(t, refuse, refuse)
	var deadlock *actor.DeadlockError
	require.ErrorAs(t, r.Close(), &deadlock)
	require.Equal(t, 2, unwound)
}

// The clean-up of a task that is unwound cannot await, and what it starts ends
// with it.
func TestATaskThatIsUnwoundCannotAwait(t *testing.T) {
	var await, started error
	r := left(t, func(ctx context.Context) error {
		defer func() {
			await = actor.Sleep(ctx, time.Second)
			child := tasks.Go(ctx, func(context.Context) (int, error) { t.Error("started"); return 0, nil })
			_, started = child.Await(ctx)
		}()
		for {
			_ = new(tasks.Event).Wait(ctx)
		}
	})
	require.Error(t, r.Close())
	require.ErrorIs(t, await, actor.ErrLoopClosed)
	require.ErrorIs(t, started, actor.ErrLoopClosed)
}

// The submission is behind main in the pass that main breaks off.
func TestAGoexitLosesNoSubmission(t *testing.T) {
	r := tasks.NewRunner(actor.OnReport(func(*actor.Loop, actor.Report) {}))
	p := tasks.Submit(r.Loop(), tasks.After(0, 0))
	require.False(t, aside(func() {
		defer func() { _ = r.Close() }()
		_, _ = tasks.RunWith(context.Background(), r, func(context.Context) (int, error) {
			runtime.Goexit()
			return 0, nil
		})
	}))
	<-p.Done()
	_, err := p.Result()
	require.ErrorIs(t, err, actor.ErrLoopClosed)
}

func TestASubmissionToALoopThatIsShuttingIsRefused(t *testing.T) {
	r := left(t, func(ctx context.Context) error { return actor.Sleep(ctx, time.Hour) })
	p := tasks.Submit(r.Loop(), tasks.After(time.Hour, 0))
	require.NoError(t, r.Close(), "it is not one that refused")
	_, err := p.Result()
	require.ErrorIs(t, err, actor.ErrLoopClosed)
}

func TestALoopThatShutsAtOnceLeavesNoActor(t *testing.T) {
	for range 50 {
		l := actor.New(actor.System(addresses))
		require.NoError(t, l.Post(l.BeginShutdown))
		pid, err := l.Start()
		require.NoError(t, err)
		<-l.Done()
		_, found := addresses.ProcessRegistry.Get(pid)
		require.False(t, found)
	}
}

func TestAReportThatMakesATaskAndExitsEachTimeDoesNotKeepTheLoopOpen(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		refuse := tasks.Void(func(ctx context.Context) error {
			for {
				_ = new(tasks.Event).Wait(ctx)
			}
		})
		made := 0
		r := tasks.NewRunner(append(engine, tasks.VirtualClock(), actor.OnReport(func(l *actor.Loop, _ actor.Report) {
			if made < 100 && !tasks.GoOn(context.Background(), l, refuse, tasks.Eager()).Finished() {
				made++
			}
			runtime.Goexit()
		}))...)
		tasks.GoOn(t.Context(), r.Loop(), refuse)
		_, err := tasks.RunWith(t.Context(), r, tasks.After(0, 0))
		require.NoError(t, err)
		require.False(t, aside(func() { _ = r.Close() }))
		require.LessOrEqual(t, made, 1)
		require.True(t, r.Loop().Closed())
	})
}

// exitsOnce is an owner whose first Cancel ends its goroutine.
type exitsOnce struct {
	once sync.Once
	end  *tasks.Future[int]
}

func (e *exitsOnce) Cancel(string) bool {
	e.once.Do(runtime.Goexit)
	return e.end.SetResult(0) == nil
}
func (*exitsOnce) String() string { return "who exits once" }

func TestAShutdownThatAnExitHasBrokenOffIsBegunAgainWhenTheCallerGivesUp(t *testing.T) {
	l := started(t)
	require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
		e := &exitsOnce{}
		e.end = tasks.SupervisedFuture[int](l, e)
		tasks.Go(ctx, e.end.Await)
		return actor.Yield(ctx)
	}))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_ = l.Shutdown(ctx)
	require.True(t, l.Closed())
}

// leavesOnce is an owner whose first Cancel ends the goroutine.
type leavesOnce struct{ left bool }

func (o *leavesOnce) String() string { return "a leaver" }
func (o *leavesOnce) Cancel(string) bool {
	if !o.left {
		o.left = true
		runtime.Goexit()
	}
	return false
}

func TestAShutdownThatAnOwnersCancelBreaksOffCanBeAskedForAgain(t *testing.T) {
	r := left(t, func(ctx context.Context) error {
		_, err := tasks.SupervisedFuture[int](actor.LoopOf(ctx), &leavesOnce{}).Await(ctx)
		return err
	})
	require.False(t, aside(func() { _ = r.Close() }))
	require.False(t, r.Loop().Closed())
	_ = r.Close()
	require.True(t, r.Loop().Closed())
}
