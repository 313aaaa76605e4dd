package actor_test

import (
	"context"
	"regexp"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// settled is the number of the bubble's goroutines when none of them can go on.
func settled() int {
	synctest.Wait()
	buf := make([]byte, 1<<20)
	stacks := string(buf[:runtime.Stack(buf, true)])
	own := regexp.MustCompile(`synctest bubble \d+`).FindString(stacks) // the caller's comes first
	return len(regexp.MustCompile(own+`\b`).FindAllString(stacks, -1))
}

func TestAnIdleBackgroundLoopHasNoGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		before := settled()
		l := started(t)
		require.Equal(t, before, settled())

		require.NoError(t, l.Post(func() {}))
		require.Equal(t, before, settled())
	})
}

func TestABackgroundLoopWithNothingButATimerHasNoGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		before := settled()
		l := started(t)
		called := make(chan struct{})
		require.NoError(t, l.Post(func() { l.CallLater(time.Hour, func() { close(called) }) }))
		require.Equal(t, before, settled())
		<-called
		require.Equal(t, before, settled())
	})
}

func TestASuspendedTaskTakesOneGoroutineOfABackgroundLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		before := settled()
		l := started(t)
		p := tasks.Submit(l, tasks.After(time.Hour, 0))
		require.Equal(t, before+1, settled(), "its coroutine")
		_, err := p.Wait(t.Context())
		require.NoError(t, err)
	})
}

func TestTheAlarmOfATimerThatWasCanceledFindsNothingToDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := started(t)
		called := false
		require.NoError(t, l.Post(func() {
			c := l.CallLater(time.Second, func() { called = true })
			l.CallLater(time.Minute, func() {})
			c.Cancel()
		}))
		time.Sleep(2 * time.Second) // of the bubble: past the canceled timer
		synctest.Wait()
		require.False(t, called)
	})
}

func TestPostsOfOneGoroutineKeepTheirOrder(t *testing.T) {
	const posters, posts = 4, 500
	l := started(t)
	next := make([]int, posters) // of each poster; only the loop touches it
	var all sync.WaitGroup
	for poster := range posters {
		all.Go(func() {
			for i := range posts {
				_ = l.Post(func() {
					if next[poster] == i {
						next[poster]++
					}
				})
			}
		})
	}
	all.Wait()
	require.NoError(t, onLoop(t, l, func(context.Context) error {
		for poster := range posters {
			require.Equal(t, posts, next[poster])
		}
		return nil
	}))
}

func TestWhatWasPostedBeforeTheStartIsRun(t *testing.T) {
	l := actor.New(actor.System(addresses))
	called := make(chan struct{})
	require.NoError(t, l.Post(func() { close(called) }))
	_, err := l.Start()
	require.NoError(t, err)
	<-called
	require.NoError(t, l.Shutdown(t.Context()))
}

func TestALoopThatRunUntilHasDrivenKeepsItsTimesInTheBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := actor.New(actor.System(addresses))
		began := time.Now()
		main := tasks.GoOn(t.Context(), l, tasks.After(time.Second, 0))
		later := tasks.GoOn(t.Context(), l, tasks.After(time.Hour, 0))
		require.NoError(t, l.RunUntil(main.Completion()))
		_, err := l.Start()
		require.NoError(t, err)
		<-later.Done()
		require.Equal(t, time.Hour, time.Since(began))
		require.NoError(t, l.Shutdown(t.Context()))
	})
}

func TestPostNeedsAFunction(t *testing.T) {
	require.ErrorIs(t, actor.New().Post(nil), actor.ErrNilFunc)
}

func TestWhatTheActorOfALoopIsAskedIsADeadLetter(t *testing.T) {
	l := actor.New(actor.System(addresses))
	pid, err := l.Start()
	require.NoError(t, err)
	_, err = addresses.Root.RequestFuture(pid, "is there anybody", time.Hour).Result()
	require.ErrorIs(t, err, proto.ErrDeadLetter)
	require.NoError(t, l.Shutdown(t.Context()))
}

func TestStoppingTheActorOfALoopShutsIt(t *testing.T) {
	l := actor.New(actor.System(addresses))
	pid, err := l.Start()
	require.NoError(t, err)
	p := tasks.Submit(l, tasks.After(time.Hour, 0))
	addresses.Root.Stop(pid)
	<-l.Done()
	require.True(t, l.Closed())
	_, err = p.Result()
	require.ErrorIs(t, err, actor.ErrCanceled)
}

func TestTheActorOfALoopEndsWithTheLoop(t *testing.T) {
	l := actor.New(actor.System(addresses))
	pid, err := l.Start()
	require.NoError(t, err)
	_, registered := addresses.ProcessRegistry.Get(pid)
	require.True(t, registered)

	gone := make(chan proto.TerminatedReason, 1)
	watcher := watching(t, pid, gone)
	require.NoError(t, l.Shutdown(t.Context()))
	require.Equal(t, proto.TerminatedReason_Stopped, <-gone)
	_, registered = addresses.ProcessRegistry.Get(pid)
	require.False(t, registered)
	require.NoError(t, addresses.Root.StopFuture(watcher).Wait())
}

func TestWhoWatchesTheActorOfALoopIsToldWhenTheTasksHaveEnded(t *testing.T) {
	for name, stop := range map[string]func(*proto.PID){
		"Stop": addresses.Root.Stop, "Poison": addresses.Root.Poison,
	} {
		t.Run(name, func(t *testing.T) {
			l := actor.New(actor.System(addresses))
			pid, err := l.Start()
			require.NoError(t, err)
			begun, cleansUp := make(chan struct{}), make(chan struct{})
			p := tasks.Submit(l, tasks.Void(func(ctx context.Context) error {
				close(begun)
				defer func() {
					close(cleansUp)
					_ = actor.Sleep(ctx, time.Millisecond)
				}()
				return actor.Sleep(ctx, time.Hour)
			}))
			<-begun
			gone := make(chan proto.TerminatedReason, 2)
			watcher := watching(t, pid, gone)
			stop(pid)
			<-cleansUp
			<-gone
			require.True(t, p.Finished())
			require.NoError(t, addresses.Root.StopFuture(watcher).Wait())
			<-l.Done()
		})
	}
}

func TestBeginShutdownEndsALoopFromTheInside(t *testing.T) {
	l := actor.New(actor.System(addresses))
	_, err := l.Start()
	require.NoError(t, err)
	var after error
	p := tasks.Submit(l, tasks.Void(func(ctx context.Context) error {
		l.BeginShutdown()
		l.BeginShutdown() // twice is once
		after = actor.Yield(ctx)
		return after
	}))
	<-l.Done()
	_, err = p.Result()
	require.ErrorIs(t, err, actor.ErrCanceled)
	require.ErrorIs(t, after, actor.ErrCanceled)
	require.NoError(t, l.Shutdown(t.Context()))
}

func TestALoopThatRunUntilDrivesIgnoresBeginShutdown(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		actor.LoopOf(ctx).BeginShutdown()
		return actor.Yield(ctx)
	}))
}
