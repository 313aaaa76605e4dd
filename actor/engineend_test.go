package actor_test

import (
	"context"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// refuses is a task that has to be unwound, and counts in its clean-up that it was.
func refuses(unwound *int) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		defer func() { *unwound++ }()
		for {
			_ = new(tasks.Event).Wait(ctx)
		}
	}
}

func TestGoexitIsFineOnALockedThread(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		for name, body := range goexits {
			t.Run(name, func(t *testing.T) {
				require.False(t, aside(func() {
					runtime.LockOSThread()
					_, _ = tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
						tasks.Go(ctx, restsHere)
						_ = actor.Yield(ctx)
						return body(ctx)
					}), engine...)
				}))
			})
		}
	})
}

// The plain engine needs another goroutine to unwind a task: Go does not let that
// resume what was made on a locked thread.
func TestDirectHandOverUnwindsOnALockedThread(t *testing.T) {
	unwound := 0
	require.True(t, aside(func() {
		runtime.LockOSThread() // the thread ends with the goroutine
		_, _ = tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
			for range 20 {
				tasks.Go(ctx, tasks.Void(refuses(&unwound)))
			}
			return actor.Yield(ctx)
		}), actor.DirectHandOver(true), actor.VirtualClock(), actor.OnReport(func(*actor.Loop, actor.Report) {}))
	}))
	require.Equal(t, 20, unwound)
}

func TestACleanUpCannotDriveTheLoopThatUnwindsIt(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		r := tasks.NewRunner(append(engine, actor.VirtualClock())...)
		var nested, again error
		unwound := 0
		tasks.GoOn(t.Context(), r.Loop(), tasks.Void(func(ctx context.Context) error {
			defer func() {
				_, nested = tasks.RunWith(context.Background(), r, tasks.After(0, 0))
				again = r.Close()
			}()
			return refuses(&unwound)(ctx)
		}))
		for range 5 {
			tasks.GoOn(t.Context(), r.Loop(), restsHere)
		}
		_, err := tasks.RunWith(t.Context(), r, tasks.After(0, 0))
		require.NoError(t, err)
		require.Error(t, r.Close())
		require.ErrorIs(t, nested, actor.ErrLoopRunning)
		require.ErrorIs(t, again, actor.ErrLoopRunning)
	})
}

func TestManyTasksThatRefuseAreUnwound(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		const n = 2000
		unwound := 0
		r := tasks.NewRunner(append(engine, actor.VirtualClock())...)
		for range n {
			tasks.GoOn(t.Context(), r.Loop(), tasks.Void(refuses(&unwound)))
		}
		_, err := tasks.RunWith(t.Context(), r, tasks.After(0, 0))
		require.NoError(t, err)
		require.Error(t, r.Close())
		require.Equal(t, n, unwound)
	})
}

func TestAReportThatEndsItsGoroutineDoesNotKeepTheLoopOpen(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		l := actor.New(append(engine, actor.VirtualClock(), actor.OnReport(func(*actor.Loop, actor.Report) { runtime.Goexit() }))...)
		r := tasks.RunnerOn(l)
		unwound := 0
		for range 3 {
			tasks.GoOn(t.Context(), l, tasks.Void(refuses(&unwound)))
			tasks.GoOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
				_ = actor.Sleep(ctx, time.Hour)
				return errEnough // in the shutdown
			}))
		}
		_, err := tasks.RunWith(t.Context(), r, tasks.After(0, 0))
		require.NoError(t, err)
		require.False(t, aside(func() { _ = r.Close() }))
		require.Equal(t, 3, unwound)
		require.True(t, l.Closed())
		<-l.Done()
	})
}

func TestAReportThatEndsItsGoroutineDoesNotKeepABackgroundLoopOpen(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		l := actor.New(append(engine, actor.VirtualClock(), actor.ShutdownLimit(time.Minute),
			actor.OnReport(func(*actor.Loop, actor.Report) { runtime.Goexit() }))...)
		unwound := 0
		for range 3 {
			tasks.GoOn(t.Context(), l, tasks.Void(refuses(&unwound)))
			tasks.GoOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
				_ = actor.Sleep(ctx, time.Hour)
				return errEnough
			}))
		}
		require.NoError(t, l.Post(func() { l.CallLater(time.Second, l.BeginShutdown) }))
		_, err := l.Start()
		require.NoError(t, err)
		<-l.Done()
		require.Equal(t, 3, unwound)
	})
}

func TestGoexitsLeaveNoGoroutines(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		synctest.Test(t, func(t *testing.T) {
			l := actor.New(engine...)
			_, err := l.Start()
			require.NoError(t, err)
			synctest.Wait()
			before := runtime.NumGoroutine()
			for range 100 {
				require.ErrorIs(t, onLoop(t, l, goexits["after an await"]), actor.ErrGoexit)
			}
			synctest.Wait()
			require.LessOrEqual(t, runtime.NumGoroutine(), before+2)
			require.NoError(t, l.Shutdown(t.Context()))
		})
	})
}

func TestALoopGivesBackWhatABurstNeeded(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		synctest.Test(t, func(t *testing.T) {
			l := actor.New(engine...)
			_, err := l.Start()
			require.NoError(t, err)
			const burst = 3000
			before := runtime.NumGoroutine()
			require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
				for range burst {
					tasks.Go(ctx, tasks.Void(actor.Yield))
				}
				return actor.Sleep(ctx, time.Second)
			}))
			time.Sleep(time.Minute) // of the bubble: until idle coroutines are trimmed
			synctest.Wait()
			require.Less(t, runtime.NumGoroutine(), before+burst/2)
			require.Less(t, actor.SpareActivations(l), burst/2)
			require.NoError(t, l.Shutdown(t.Context()))
		})
	})
}

func TestALoopThatHasShutKeepsNothingOfItsBurst(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		l := actor.New(append([]actor.Option{actor.VirtualClock()}, engine...)...)
		main := tasks.GoOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
			for range 3000 {
				tasks.Go(ctx, tasks.Void(actor.Yield))
			}
			return actor.Sleep(ctx, time.Second) // the clock jumps: the loop never rests
		}))
		require.NoError(t, l.RunUntil(main.Completion()))
		require.NoError(t, l.Shutdown(t.Context()))
		require.Zero(t, actor.SpareActivations(l))
	})
}
