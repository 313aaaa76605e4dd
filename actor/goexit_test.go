package actor_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// goexits are the places from which a body can end the goroutine of a loop.
var goexits = map[string]func(ctx context.Context) error{
	"at once": func(context.Context) error { runtime.Goexit(); return nil },
	"after an await": func(ctx context.Context) error {
		_ = actor.Yield(ctx)
		runtime.Goexit()
		return nil
	},
	"in a deferred call": func(ctx context.Context) error {
		defer runtime.Goexit()
		return actor.Yield(ctx)
	},
	"in a deferred call of a panic": func(context.Context) error {
		defer runtime.Goexit()
		panic("replaced")
	},
	"with an await on the way out": func(ctx context.Context) error {
		defer func() { _ = actor.Sleep(ctx, time.Millisecond) }()
		runtime.Goexit()
		return nil
	},
	"in an eager task": func(ctx context.Context) error {
		tasks.Go(ctx, func(context.Context) (int, error) { runtime.Goexit(); return 0, nil }, tasks.Eager())
		return nil
	},
}

func TestGoexitEndsATaskOfABackgroundLoopAndNotTheLoop(t *testing.T) {
	for name, body := range goexits {
		for mode, debug := range map[string]bool{"plain": false, "debug": true} {
			t.Run(name+" "+mode, func(t *testing.T) {
				l := started(t, actor.Debug(debug), actor.OnReport(func(*actor.Loop, actor.Report) {}))
				require.ErrorIs(t, onLoop(t, l, body), actor.ErrGoexit)
				require.NoError(t, onLoop(t, l, actor.Yield))
			})
		}
	}
}

func TestTheRestOfAPassFollowsAGoexit(t *testing.T) {
	l := started(t)
	ran := make(chan string, 4)
	require.NoError(t, l.Post(func() { // the five make one pass
		l.CallSoon(func() { ran <- "before" })
		l.CallSoon(runtime.Goexit)
		l.CallSoon(func() { ran <- "behind" })
		tasks.GoOn(context.Background(), l, tasks.Void(func(context.Context) error { runtime.Goexit(); return nil })).
			Completion().Retrieve()
		l.CallSoon(func() { ran <- "last"; close(ran) })
	}))
	var order []string
	for what := range ran {
		order = append(order, what)
	}
	require.Equal(t, []string{"before", "behind", "last"}, order)
}

func TestGoexitInADoneCallbackLeavesTheOthersAlone(t *testing.T) {
	l := started(t)
	require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
		f := tasks.NewFuture[int](ctx)
		f.OnDone(runtime.Goexit)
		called := tasks.NewFuture[int](ctx)
		f.OnDone(func() { _ = called.SetResult(1) })
		require.NoError(t, f.SetResult(0))
		_, err := called.Await(ctx)
		return err
	}))
}

func TestWhoAwaitsATaskThatHasBegunLearnsOfItsGoexit(t *testing.T) {
	l := started(t)
	require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
		exiting := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			require.NoError(t, actor.Yield(ctx))
			runtime.Goexit()
			return nil
		}))
		require.NoError(t, actor.Yield(ctx)) // it begins on a stack of its own
		_, err := exiting.Await(ctx)
		require.ErrorIs(t, err, actor.ErrGoexit)
		return nil
	}))
}

// A task that begins while another awaits it already runs on the stack of that one.
func TestAGoexitGoesOnInWhoAwaitedTheTaskBeforeItsFirstStep(t *testing.T) {
	for name, body := range goexits {
		t.Run(name, func(t *testing.T) {
			l := started(t)
			require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
				var order []string
				outer := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
					defer func() {
						order = append(order, "clean up")
						if actor.Yield(ctx) == nil { // it is the running task
							order = append(order, "awaited")
						}
					}()
					_, err := tasks.Go(ctx, tasks.Void(body)).Await(ctx)
					order = append(order, "never")
					return err
				}))
				require.NoError(t, actor.Yield(ctx)) // so that outer does not run on this stack
				for !outer.Finished() {
					require.NoError(t, actor.Yield(ctx))
				}
				require.ErrorIs(t, outer.Err(), actor.ErrGoexit)
				require.Equal(t, []string{"clean up", "awaited"}, order)
				return nil
			}))
		})
	}
}

// FailNow and require end a test by Goexit. Run hands that on to its caller, and
// still cleans up after the other tasks on the way.
func TestGoexitEndsTheGoroutineThatRuns(t *testing.T) {
	for name, body := range goexits {
		t.Run(name, func(t *testing.T) {
			var returned, cleaned bool
			ended := make(chan struct{})
			r := tasks.NewRunner(actor.OnReport(func(*actor.Loop, actor.Report) {}))
			go func() {
				defer close(ended)
				defer func() { _ = r.Close() }()
				_, _ = tasks.RunWith(context.Background(), r, tasks.Void(func(ctx context.Context) error {
					tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
						defer func() { cleaned = actor.Yield(ctx) == nil }()
						return actor.Sleep(ctx, time.Hour)
					}))
					if err := actor.Yield(ctx); err != nil {
						return err
					}
					return body(ctx)
				}))
				returned = true
			}()
			<-ended
			require.False(t, returned)
			require.True(t, cleaned)
			require.True(t, r.Loop().Closed())
		})
	}
}

func TestARunnerCanRunAgainAfterAGoexit(t *testing.T) {
	r := tasks.NewRunner(actor.OnReport(func(*actor.Loop, actor.Report) {}))
	behind := 0
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = tasks.RunWith(context.Background(), r, tasks.Void(func(ctx context.Context) error {
			actor.LoopOf(ctx).CallSoon(runtime.Goexit)
			actor.LoopOf(ctx).CallSoon(func() { behind++ })
			return actor.Yield(ctx)
		}))
	}()
	<-ended
	_, err := tasks.RunWith(t.Context(), r, tasks.After(0, 0))
	require.NoError(t, err)
	require.Equal(t, 1, behind, "the rest of the pass that broke off")
	require.NoError(t, r.Close())
}

func TestADeferredCallMayAwaitAfterTheGoexitOfAnEagerTask(t *testing.T) {
	l := started(t, actor.OnReport(func(*actor.Loop, actor.Report) {}))
	var cleanup error
	require.ErrorIs(t, onLoop(t, l, func(ctx context.Context) error {
		defer func() { cleanup = actor.Sleep(ctx, time.Millisecond) }()
		return goexits["in an eager task"](ctx)
	}), actor.ErrGoexit)
	require.NoError(t, cleanup)
}

func TestATaskThatEndedItsGoroutineIsNotKept(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		l := started(t, engine...)
		var gone weak.Pointer[[1 << 10]byte]
		require.ErrorIs(t, onLoop(t, l, func() func(ctx context.Context) error {
			held := new([1 << 10]byte)
			gone = weak.Make(held)
			return func(context.Context) error {
				held[0]++
				runtime.Goexit()
				return nil
			}
		}()), actor.ErrGoexit)
		for range 1000 {
			if gone.Value() == nil {
				return
			}
			runtime.GC()
			runtime.Gosched()
		}
		require.Nil(t, gone.Value())
	})
}

// exit is an error whose Is ends the goroutine, as a require in it does.
type exit struct{}

func (exit) Error() string { return "exit" }
func (exit) Is(error) bool { runtime.Goexit(); return false }

func TestATaskWhoseErrorExitsWhenItIsAskedEnds(t *testing.T) {
	for name, body := range map[string]tasks.Coro[int]{
		"returned":   func(context.Context) (int, error) { return 0, exit{} },
		"of a guest": awaiting("guest", func(context.Context) (int, error) { return 0, exit{} }),
	} {
		t.Run(name, func(t *testing.T) {
			onEngines(t, func(t *testing.T, engine []actor.Option) {
				l := started(t, engine...)
				_, err := tasks.Submit(l, body).Wait(t.Context())
				require.ErrorIs(t, err, actor.ErrGoexit)
				require.NoError(t, onLoop(t, l, actor.Yield))
			})
		})
	}
}

// The loop never rests meanwhile.
func TestABusyLoopKeepsFewGoroutinesOfTasksThatEndedTheirs(t *testing.T) {
	exit := tasks.Void(func(context.Context) error { runtime.Goexit(); return nil })
	quiet := []actor.Option{actor.System(addresses), actor.DirectHandOver(true), actor.Debug(false), actor.OnReport(func(*actor.Loop, actor.Report) {})}
	for name, exits := range map[string]func(l *actor.Loop, n int){
		"in the background": func(l *actor.Loop, n int) {
			_, err := l.Start()
			require.NoError(t, err)
			require.NoError(t, onLoop(t, l, func(ctx context.Context) (err error) {
				for range n {
					tasks.Go(ctx, exit)
					err = errors.Join(err, actor.Yield(ctx))
				}
				return err
			}))
		},
		"by RunUntil": func(l *actor.Loop, n int) {
			var never actor.Completion
			never.Init(l, nil)
			for range n {
				tasks.GoOn(context.Background(), l, exit)
				ended := make(chan struct{})
				go func() {
					defer close(ended)
					_ = l.RunUntil(&never)
				}()
				<-ended
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			l := actor.New(quiet...)
			exits(l, 300)
			require.Less(t, runtime.NumGoroutine()-before, 100)
			require.NoError(t, l.Shutdown(t.Context()))
		})
	}
}
