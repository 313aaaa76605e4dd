package actor_test

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// waits is whom a deadlock finds waiting for what.
func waits(t *testing.T, err error) map[string]string {
	t.Helper()
	var deadlock *actor.DeadlockError
	require.ErrorAs(t, err, &deadlock)
	all := make(map[string]string)
	for _, w := range deadlock.Waits {
		all[w.Task] = w.For
	}
	return all
}

func TestADeadlockSaysWhoWaitsForWhat(t *testing.T) {
	var (
		event tasks.Event
		lock  tasks.Lock
	)
	queue := tasks.NewQueue[int](0)
	err := run(t, func(ctx context.Context) error {
		require.NoError(t, lock.Acquire(ctx))
		wait := func(name string, body func(ctx context.Context) error) *tasks.Task[struct{}] {
			return tasks.Go(ctx, tasks.Void(body), tasks.Name(name))
		}
		waiter := wait("for an event", event.Wait)
		wait("for a lock", lock.Acquire)
		wait("for an item", func(ctx context.Context) error { _, err := queue.Get(ctx); return err })
		wait("for a future", func(ctx context.Context) error { _, err := tasks.NewFuture[int](ctx).Await(ctx); return err })
		wait("for a task", func(ctx context.Context) error { _, err := waiter.Await(ctx); return err })
		wait("for all", func(ctx context.Context) error {
			_, err := supervise.Gather[struct{}](ctx, waiter).Await(ctx)
			return err
		})
		return event.Wait(ctx)
	}, actor.OnReport(func(*actor.Loop, actor.Report) {}))

	all := waits(t, err)
	for task, what := range map[string]string{
		"Task-1":       "an event",
		"for an event": "an event",
		"for a lock":   "lock",
		"for an item":  "queue",
		"for a future": "a future",
		"for a task":   `task "for an event"`,
		"for all":      "gather",
	} {
		require.Contains(t, all[task], what, task)
		require.ErrorContains(t, err, `task "`+task+`" waits for `+all[task])
	}
	require.Len(t, all, 7)
}

func TestADeadlockListsTheTasksInTheOrderOfCreation(t *testing.T) {
	err := run(t, func(ctx context.Context) error {
		for range 3 {
			tasks.Go(ctx, tasks.Void(new(tasks.Event).Wait))
		}
		return new(tasks.Event).Wait(ctx)
	})
	var deadlock *actor.DeadlockError
	require.ErrorAs(t, err, &deadlock)
	var names []string
	for _, w := range deadlock.Waits {
		names = append(names, w.Task)
	}
	require.Equal(t, []string{"Task-1", "Task-2", "Task-3", "Task-4"}, names)
}

func TestARunThatNoTaskCanEndIsADeadlock(t *testing.T) {
	l := actor.New(actor.VirtualClock())
	var end actor.Completion
	end.Init(l, nil)
	require.Empty(t, waits(t, l.RunUntil(&end)))
	require.ErrorContains(t, l.RunUntil(&end), "no task is left")
	require.NoError(t, l.Shutdown(t.Context()))
}

func TestAThreadIsNoDeadlock(t *testing.T) {
	release := make(chan struct{})
	require.NoError(t, run(t, func(ctx context.Context) error {
		actor.LoopOf(ctx).CallSoon(func() { close(release) })
		_, err := tasks.ToThread(ctx, func(context.Context) (int, error) { <-release; return 0, nil })
		return err
	}))
}

func TestADeadlockOfABackgroundLoopIsToldToWhomItConcerns(t *testing.T) {
	told := make(chan error, 8)
	l := started(t, actor.VirtualClock(), tasks.OnDeadlock(func(err error) { told <- err }))
	var event tasks.Event
	p := tasks.Submit(l, tasks.Void(func(ctx context.Context) error {
		if err := actor.Sleep(ctx, time.Hour); err != nil {
			return err
		}
		return event.Wait(ctx)
	}))
	require.Equal(t, map[string]string{"Task-1": "an event"}, waits(t, <-told))

	require.NoError(t, l.Post(event.Set)) // a post ends it
	_, err := p.Wait(t.Context())
	require.NoError(t, err)
	require.Empty(t, told, "nobody waits any more")
}

func TestADeadlockEndsAShutdownOfAVirtualClock(t *testing.T) {
	r := tasks.NewRunner(tasks.VirtualClock(), actor.OnReport(func(*actor.Loop, actor.Report) {}))
	cleaned := false
	_, err := tasks.RunWith(t.Context(), r, tasks.Void(func(ctx context.Context) error {
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			defer func() { cleaned = true }()
			for {
				_ = new(tasks.Event).Wait(ctx)
			}
		}), tasks.Name("stubborn"))
		return actor.Yield(ctx)
	}))
	require.NoError(t, err)
	require.Equal(t, map[string]string{"stubborn": "an event"}, waits(t, r.Close()))
	require.True(t, cleaned)
	require.True(t, r.Loop().Closed())
}

func TestAShutdownGivesUpWhenNobodyPostsForASecond(t *testing.T) {
	for name, c := range map[string]struct {
		takes   time.Duration // what the task waits for, in real time
		refuses bool
	}{
		"post":    {takes: 900 * time.Millisecond},
		"no post": {takes: 1100 * time.Millisecond, refuses: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := actor.New(actor.System(addresses), actor.VirtualClock(), actor.OnReport(func(*actor.Loop, actor.Report) {}))
				_, err := l.Start()
				require.NoError(t, err)
				var canceled, cleanedUp tasks.Event
				ended := false
				waits := make(chan struct{})
				tasks.Submit(l, tasks.Void(func(ctx context.Context) error {
					close(waits)
					err := canceled.Wait(ctx)
					time.AfterFunc(c.takes, func() { _ = l.Post(cleanedUp.Set) })
					_ = cleanedUp.Wait(ctx)
					ended = true
					return err
				}))
				<-waits
				err = l.Shutdown(t.Context())
				var deadlock *actor.DeadlockError
				require.Equal(t, c.refuses, errors.As(err, &deadlock))
				require.Equal(t, !c.refuses, ended)
				require.True(t, l.Closed())
				time.Sleep(time.Second) // of the bubble: past the timers
			})
		})
	}
}

func TestEachPostBeginsTheSecondOfAShutdownAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := started(t, actor.VirtualClock())
		var cleanedUp tasks.Event
		require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
			tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				err := new(tasks.Event).Wait(ctx)
				return errors.Join(err, cleanedUp.Wait(ctx))
			}))
			return actor.Yield(ctx)
		}))
		time.AfterFunc(600*time.Millisecond, func() { _ = l.Post(func() {}) })
		time.AfterFunc(1500*time.Millisecond, func() { _ = l.Post(cleanedUp.Set) })
		require.NoError(t, l.Shutdown(t.Context()))
		time.Sleep(time.Second) // of the bubble: past the timers
	})
}

func TestAHookOfADeadlockThatBreaksOffIsToldOnce(t *testing.T) {
	for name, breaksOff := range map[string]func(){
		"panic":  func() { panic("deadlock") },
		"Goexit": runtime.Goexit,
	} {
		t.Run(name, func(t *testing.T) {
			var told atomic.Int32
			l := started(t, actor.VirtualClock(), actor.OnReport(func(*actor.Loop, actor.Report) {}),
				actor.OnDeadlock(func(error) { told.Add(1); breaksOff() }))
			var event tasks.Event
			p := tasks.Submit(l, tasks.Void(event.Wait))
			for told.Load() == 0 {
				runtime.Gosched()
			}
			for range 100 { // each would be another driver, if it were told again
				runtime.Gosched()
			}
			require.NoError(t, l.Post(event.Set))
			_, err := p.Wait(t.Context())
			require.NoError(t, err)
			require.EqualValues(t, 1, told.Load())
		})
	}
}

func TestAContextThatHasEndedInVainIsNoReasonToWait(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err := tasks.Run(ctx, tasks.Void(func(ctx context.Context) error {
		within, stop := context.WithTimeout(ctx, time.Millisecond)
		defer stop()
		_, err := tasks.SupervisedFuture[int](actor.LoopOf(ctx), &refuser{}).Await(within)
		return err
	}), tasks.VirtualClock())
	var deadlock *actor.DeadlockError
	require.ErrorAs(t, err, &deadlock)
}

func TestAShutdownThatGoesOnAfterAWaitIsNotInVain(t *testing.T) {
	for name, work := range map[string]func(ctx context.Context) error{
		"a thread": func(ctx context.Context) error {
			_, err := tasks.ToThread(ctx, func(context.Context) (int, error) {
				time.Sleep(time.Minute) // of the bubble: a thread takes no virtual time
				return 0, nil
			})
			return err
		},
		"many steps": func(ctx context.Context) (err error) {
			for range 20 {
				time.Sleep(100 * time.Millisecond) // of the bubble: a step that takes long
				err = errors.Join(err, actor.Yield(ctx))
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := started(t, actor.VirtualClock())
				cleaned := errLost
				require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
					tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
						_, err := tasks.NewFuture[int](ctx).Await(ctx)
						news := tasks.NewFuture[int](ctx)
						time.AfterFunc(time.Second/2, func() { _ = l.Post(func() { _ = news.SetResult(0) }) })
						_, _ = news.Await(ctx)
						cleaned = work(ctx)
						return err
					}))
					return actor.Yield(ctx)
				}))
				require.NoError(t, l.Shutdown(t.Context()))
				require.NoError(t, cleaned)
			})
		})
	}
}

func TestAPostThatEndsNoWaitKeepsNoShutdownFromGivingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := actor.New(actor.System(addresses), actor.VirtualClock(), actor.OnReport(func(*actor.Loop, actor.Report) {}))
		_, err := l.Start()
		require.NoError(t, err)
		require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
			tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				for {
					_ = new(tasks.Event).Wait(ctx)
				}
			}))
			return actor.Yield(ctx)
		}))
		time.AfterFunc(time.Second/2, func() { _ = l.Post(func() {}) })
		within, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		var deadlock *actor.DeadlockError
		require.ErrorAs(t, l.Shutdown(within), &deadlock)
		time.Sleep(time.Second) // of the bubble: past the timers
	})
}
