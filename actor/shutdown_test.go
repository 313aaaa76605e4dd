package actor_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// stubborn refuses every cancellation until its deferred call runs.
func stubborn(cleaned *bool) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		defer func() { *cleaned = true }()
		for {
			if errors.Is(actor.Sleep(ctx, time.Minute), actor.ErrLoopClosed) {
				return nil
			}
		}
	}
}

func TestShutdownCancelsTheTasksInTheOrderOfCreation(t *testing.T) {
	l := actor.New(actor.VirtualClock())
	var order []string
	for _, name := range []string{"a", "b", "c"} {
		tasks.GoOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
			err := actor.Sleep(ctx, time.Hour)
			order = append(order, name)
			return err
		}))
	}
	main := tasks.GoOn(t.Context(), l, tasks.After(0, 0))
	require.NoError(t, l.RunUntil(main.Completion()))
	require.NoError(t, l.Shutdown(t.Context()))
	require.Equal(t, []string{"a", "b", "c"}, order)
}

func TestShutdownWaitsForTasksThatCleanUp(t *testing.T) {
	for name, virtual := range map[string]bool{"of RunUntil": false, "of a virtual clock": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				opts := []actor.Option{actor.System(addresses)}
				if virtual {
					opts = append(opts, actor.VirtualClock())
				}
				l := actor.New(opts...)
				if !virtual {
					_, err := l.Start()
					require.NoError(t, err)
				}
				cleaned := false
				p := tasks.Submit(l, tasks.Void(func(ctx context.Context) error {
					defer func() { cleaned = actor.Sleep(ctx, time.Minute) == nil }()
					return actor.Sleep(ctx, time.Hour)
				}))
				if virtual {
					main := tasks.GoOn(t.Context(), l, tasks.After(time.Second, 0))
					require.NoError(t, l.RunUntil(main.Completion()))
				} else {
					synctest.Wait()
				}
				require.NoError(t, l.Shutdown(t.Context()))
				require.True(t, cleaned)
				require.True(t, p.Canceled())
			})
		})
	}
}

func TestATaskThatHasNotStartedIsCanceledByAShutdown(t *testing.T) {
	l := actor.New()
	task := tasks.GoOn(t.Context(), l, func(context.Context) (int, error) { t.Error("started"); return 0, nil })
	require.NoError(t, l.Shutdown(t.Context()))
	require.True(t, task.Canceled())
}

func TestATaskThatRefusesIsUnwoundAndNamed(t *testing.T) {
	for name, background := range map[string]bool{"by RunUntil": false, "in the background": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var got reports
				l := actor.New(actor.System(addresses), actor.ShutdownLimit(time.Hour), actor.OnReport(got.take))
				if background {
					_, err := l.Start()
					require.NoError(t, err)
				}
				began := time.Now()
				cleaned := false
				task := tasks.Submit(l, tasks.Void(stubborn(&cleaned)), tasks.Name("stubborn"))
				if background {
					synctest.Wait()
				} else {
					main := tasks.GoOn(t.Context(), l, tasks.After(time.Second, 0))
					require.NoError(t, l.RunUntil(main.Completion()))
					began = time.Now()
				}
				err := l.Shutdown(t.Context())
				var gaveUp *actor.ShutdownError
				require.ErrorAs(t, err, &gaveUp)
				require.Equal(t, []string{"stubborn"}, gaveUp.Tasks)
				require.ErrorContains(t, err, "a task did not end and was unwound: stubborn")
				require.Equal(t, time.Hour, time.Since(began))
				require.True(t, cleaned)
				require.True(t, task.Canceled())
				all := got.list()
				require.Len(t, all, 2) // the first after five seconds
				require.Equal(t, "stubborn", all[1].Task)
				require.Contains(t, all[1].Message, "still pending")
				require.Contains(t, all[1].Stack, "stubborn")
				require.NoError(t, l.Shutdown(t.Context()), "the second time there is nothing to say")
			})
		})
	}
}

func TestAThreadThatDoesNotEndIsNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			tasks.InExecutor(ctx, nil, endless)
			return nil
		}), actor.ShutdownLimit(time.Minute))
		var gaveUp *actor.ShutdownError
		require.ErrorAs(t, err, &gaveUp)
		require.Empty(t, gaveUp.Tasks)
		require.Len(t, gaveUp.Threads, 1)
		require.Contains(t, gaveUp.Threads[0], "actor_test.endless")
		require.ErrorContains(t, err, "a thread did not end and was left behind")
		time.Sleep(time.Hour) // of the bubble: until it has
	})
}

// endless is a thread that ignores its context for an hour, of a synctest bubble.
func endless(context.Context) (int, error) {
	time.Sleep(time.Hour) // of the bubble: what blocks, and looks at no context
	return 0, nil
}

func TestANegativeLimitWaitsForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			tasks.InExecutor(ctx, nil, endless)
			return nil
		}), actor.ShutdownLimit(-1))
		require.NoError(t, err)
		require.Equal(t, time.Hour, time.Since(began))
	})
}

func TestTheEndOfItsContextEndsAShutdown(t *testing.T) {
	for name, background := range map[string]bool{"by RunUntil": false, "in the background": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := actor.New(actor.System(addresses), actor.OnReport(func(*actor.Loop, actor.Report) {}))
				if background {
					_, err := l.Start()
					require.NoError(t, err)
				}
				cleaned := false
				tasks.Submit(l, tasks.Void(stubborn(&cleaned)), tasks.Name("stubborn"))
				if !background {
					main := tasks.GoOn(t.Context(), l, tasks.After(time.Second, 0))
					require.NoError(t, l.RunUntil(main.Completion()))
				}
				synctest.Wait()
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				began := time.Now()
				var gaveUp *actor.ShutdownError
				require.ErrorAs(t, l.Shutdown(ctx), &gaveUp)
				require.Equal(t, []string{"stubborn"}, gaveUp.Tasks)
				require.Equal(t, time.Second, time.Since(began))
				require.True(t, cleaned)
			})
		})
	}
}

func TestATaskMayShutAnotherLoop(t *testing.T) {
	other := started(t)
	require.NoError(t, run(t, func(ctx context.Context) error { return other.Shutdown(ctx) }))
	require.True(t, other.Closed())
}

// counted is a context that counts who waits for its end.
type counted struct {
	context.Context
	done    chan struct{}
	waiting int
}

func (c *counted) Done() <-chan struct{} { return c.done }
func (c *counted) AfterFunc(func()) (stop func() bool) {
	c.waiting++
	return func() bool { c.waiting--; return true }
}

func TestALoopThatHasShutWaitsNoMoreForTheEndOfTheContext(t *testing.T) {
	ctx := &counted{Context: t.Context(), done: make(chan struct{})}
	require.NoError(t, actor.New().Shutdown(ctx))
	require.Zero(t, ctx.waiting)
}

func TestALoopThatABodyKeepsBusyCannotBeShut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := actor.New(actor.System(addresses), actor.OnReport(func(*actor.Loop, actor.Report) {}))
		_, err := l.Start()
		require.NoError(t, err)
		tasks.Submit(l, tasks.Void(keepsControl(time.Hour)))
		synctest.Wait()
		stop := errors.New("stop")
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(stop)
		err = l.Shutdown(ctx)
		require.ErrorIs(t, err, stop)
		require.ErrorContains(t, err, "a body keeps it busy")
		<-l.Done() // when the body gives in, the shutdown follows
	})
}

func TestAClosedLoopRefusesEverything(t *testing.T) {
	for name, l := range map[string]*actor.Loop{"new": actor.New(), "started": actor.New(actor.System(addresses))} {
		t.Run(name, func(t *testing.T) {
			if name == "started" {
				_, err := l.Start()
				require.NoError(t, err)
			}
			require.NoError(t, l.Shutdown(t.Context()))
			<-l.Done()
			require.True(t, l.Closed())
			require.False(t, l.Running())
			require.ErrorIs(t, l.Post(func() {}), actor.ErrLoopClosed)
			var end actor.Completion
			end.Init(l, nil)
			require.ErrorIs(t, l.RunUntil(&end), actor.ErrLoopClosed)
			_, err := l.Start()
			require.ErrorIs(t, err, actor.ErrLoopClosed)
			require.ErrorIs(t, tasks.GoOn(t.Context(), l, tasks.After(0, 0)).Err(), actor.ErrLoopClosed)
			_, err = tasks.Submit(l, tasks.After(0, 0)).Wait(t.Context())
			require.ErrorIs(t, err, actor.ErrLoopClosed)
			require.NoError(t, l.Shutdown(t.Context()))
		})
	}
}

func TestASubmissionThatNobodyTakesInEndsWithTheLoop(t *testing.T) {
	l := actor.New()
	p := tasks.Submit(l, tasks.After(0, 0))
	require.NoError(t, l.Shutdown(t.Context()))
	<-p.Done()
	_, err := p.Result()
	require.ErrorIs(t, err, actor.ErrLoopClosed)
}

func TestManyMayShutABackgroundLoopAtOnce(t *testing.T) {
	l := actor.New(actor.System(addresses))
	_, err := l.Start()
	require.NoError(t, err)
	tasks.Submit(l, tasks.After(time.Hour, 0))
	errs := make(chan error)
	for range 4 {
		go func() { errs <- l.Shutdown(context.Background()) }()
	}
	for range 4 {
		require.NoError(t, <-errs)
	}
}

func TestATaskThatAReportOfAShutdownMakesIsNotReported(t *testing.T) {
	var got reports
	_, _ = tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			for {
				_ = tasks.Sleep(ctx, time.Hour)
			}
		}))
		return tasks.Yield(ctx)
	}), actor.ShutdownLimit(time.Millisecond), actor.OnReport(func(l *actor.Loop, r actor.Report) {
		got.take(l, r)
		if len(got.list()) < 100 {
			tasks.GoOn(context.Background(), l, tasks.After(0, 1))
		}
	}))
	require.Len(t, got.list(), 1)
}

func TestALoopThatHasShutKeepsNoTimer(t *testing.T) {
	collected := make(chan struct{})
	var kept *tasks.Task[int]
	require.NoError(t, run(t, func(ctx context.Context) error {
		big := new([1 << 20]byte)
		runtime.AddCleanup(big, func(int) { close(collected) }, 0)
		actor.LoopOf(ctx).CallLater(time.Hour, func() { big[0]++ })
		kept = tasks.Go(ctx, tasks.After(0, 1))
		return nil
	}))
	for {
		runtime.GC()
		select {
		case <-collected:
			runtime.KeepAlive(kept)
			return
		default:
		}
	}
}
