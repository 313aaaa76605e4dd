package actor_test

import (
	"context"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// keepsControl is a body that blocks its loop: what no body should do. In a
// synctest bubble it does so in no time.
func keepsControl(d time.Duration) func(context.Context) error {
	return func(context.Context) error {
		time.Sleep(d) // of the bubble: what blocks the loop
		return nil
	}
}

func TestABodyThatKeepsControlIsReportedWithItsStack(t *testing.T) {
	for mode, debug := range map[string]bool{"plain": false, "debug": true} {
		t.Run(mode, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var got reports
				l := started(t, actor.Debug(debug), actor.SlowStep(time.Hour), actor.OnReport(got.take))
				_, err := tasks.Submit(l, tasks.Void(keepsControl(5*time.Second)), tasks.Name("busy")).Wait(t.Context())
				require.NoError(t, err)
				all := got.list()
				require.Len(t, all, 1, "once, however long it takes")
				require.Contains(t, all[0].Message, "does not give control back")
				require.Contains(t, all[0].Stack, "keepsControl")
				require.Contains(t, all[0].Stack, "watchdog_test.go")
				if debug {
					require.Equal(t, "busy", all[0].Task)
				}
				require.NoError(t, onLoop(t, l, actor.Yield))
			})
		})
	}
}

func TestEachBodyThatKeepsControlIsReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got reports
		l := started(t, actor.SlowStep(time.Hour), actor.OnReport(got.take))
		for range 3 {
			require.NoError(t, onLoop(t, l, keepsControl(5*time.Second)))
		}
		require.Len(t, got.list(), 3)
	})
}

func TestABodyThatKeepsControlIsReportedThoughTheLoopWasIdleForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got reports
		l := started(t, actor.SlowStep(time.Hour), actor.OnReport(got.take))
		require.NoError(t, onLoop(t, l, actor.Yield))
		time.Sleep(time.Hour) // of the bubble: the loop is idle
		require.NoError(t, onLoop(t, l, keepsControl(5*time.Second)))
		require.Len(t, got.list(), 1)
	})
}

func TestALoopIsStillWatchedWhenAReportEndsItsGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got reports
		l := started(t, actor.SlowStep(time.Hour), actor.OnReport(func(l *actor.Loop, r actor.Report) {
			got.take(l, r)
			runtime.Goexit()
		}))
		for range 2 {
			require.NoError(t, onLoop(t, l, keepsControl(5*time.Second)))
		}
		require.Len(t, got.list(), 2)
	})
}

func TestALoopThatIsBusyOrIdleIsNotReportedAsStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got reports
		l := started(t, actor.SlowStep(time.Hour), actor.OnReport(got.take))
		require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
			for range 100 {
				time.Sleep(100 * time.Millisecond) // of the bubble: a step that is slow, and not stuck
				if err := actor.Yield(ctx); err != nil {
					return err
				}
			}
			return actor.Sleep(ctx, time.Hour)
		}))
		time.Sleep(time.Hour) // of the bubble: the loop is idle
		require.Empty(t, got.list())
	})
}

func TestACallbackThatKeepsControlIsNotTakenForATaskThatLeftByGoexit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got reports
		l := actor.New(actor.Debug(true), actor.SlowStep(time.Hour), actor.OnReport(got.take))
		drive := func(end *actor.Completion) {
			driven := make(chan struct{})
			go func() {
				defer close(driven)
				_ = l.RunUntil(end)
			}()
			<-driven
		}
		var left, called actor.Completion
		left.Init(l, nil)
		called.Init(l, nil)
		tasks.GoOn(t.Context(), l, tasks.Void(func(context.Context) error {
			runtime.Goexit()
			return nil
		}), tasks.Name("gone"))
		drive(&left)
		l.CallSoon(func() {
			time.Sleep(5 * time.Second) // of the bubble: what blocks the loop
			called.Settle(nil)
		})
		drive(&called)
		all := got.list()
		require.NotEmpty(t, all)
		require.Contains(t, all[0].Message, "does not give control back")
		require.Empty(t, all[0].Task)
		require.NoError(t, l.Shutdown(t.Context()))
	})
}

func TestRunUntilReportsABodyThatKeepsControlInDebugMode(t *testing.T) {
	for mode, debug := range map[string]bool{"plain": false, "debug": true} {
		t.Run(mode, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var got reports
				_, err := tasks.Run(t.Context(), tasks.Void(keepsControl(5*time.Second)),
					actor.Debug(debug), actor.SlowStep(time.Hour), actor.OnReport(got.take))
				require.NoError(t, err)
				require.Equal(t, debug, len(got.list()) == 1)
			})
		})
	}
}

func TestDebugModeReportsASlowStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got reports
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			require.True(t, actor.LoopOf(ctx).DebugMode())
			require.NoError(t, keepsControl(150*time.Millisecond)(ctx))
			return actor.Yield(ctx)
		}), actor.Debug(true), actor.OnReport(got.take))
		require.NoError(t, err)
		all := got.list()
		require.Len(t, all, 1)
		require.Contains(t, all[0].Message, "a step took 150ms")
		require.Equal(t, "Task-1", all[0].Task)
		require.Contains(t, all[0].Stack, "TestDebugModeReportsASlowStep")
	})
}

func TestSlowStepSetsWhatIsSlow(t *testing.T) {
	for _, c := range []struct {
		limit time.Duration
		slow  int
	}{{time.Second, 0}, {100 * time.Millisecond, 1}} {
		synctest.Test(t, func(t *testing.T) {
			var got reports
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				actor.LoopOf(ctx).CallSoon(func() { time.Sleep(150 * time.Millisecond) }) // of the bubble: the slow step
				return actor.Yield(ctx)
			}), actor.Debug(true), actor.SlowStep(c.limit), actor.OnReport(got.take))
			require.NoError(t, err)
			require.Len(t, got.list(), c.slow)
		})
	}
}

func TestWithoutDebugModeAStepMayTakeItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got reports
		_, err := tasks.Run(t.Context(), tasks.Void(keepsControl(time.Second)), actor.Debug(false), actor.OnReport(got.take))
		require.NoError(t, err)
		require.Empty(t, got.list())
	})
}

func TestALoopThatHasShutIsNotWatched(t *testing.T) {
	for mode, debug := range map[string]bool{"plain": false, "debug": true} {
		t.Run(mode, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var got reports
				l := started(t, actor.Debug(debug), actor.OnReport(got.take))
				require.NoError(t, onLoop(t, l, actor.Yield))
				require.NoError(t, l.Shutdown(t.Context()))
				time.Sleep(time.Minute) // of the bubble: until a watchdog would look
				require.Empty(t, got.list())
			})
		})
	}
}

func TestALoopThatHasShutIsNotKept(t *testing.T) {
	shut := func() weak.Pointer[actor.Loop] {
		l := actor.New(actor.System(addresses))
		_, err := l.Start()
		require.NoError(t, err)
		_, err = tasks.Submit(l, tasks.After(0, 0)).Wait(t.Context())
		require.NoError(t, err)
		require.NoError(t, l.Shutdown(context.Background()))
		return weak.Make(l)
	}()
	for range 200 { // on a busy machine, the goroutines that have driven it are long about to end
		if collected(shut) {
			return
		}
	}
	t.Fatal("it is kept")
}
