package actor_test

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// onEngines runs a test on both coroutine engines. Debug mode, which is on under
// -race, would leave everything to the driver.
func onEngines(t *testing.T, test func(t *testing.T, engine []actor.Option)) {
	t.Helper()
	for name, direct := range map[string]bool{"direct": true, "plain": false} {
		t.Run(name, func(t *testing.T) {
			test(t, []actor.Option{actor.DirectHandOver(direct), actor.Debug(false), actor.System(addresses), actor.OnReport(func(*actor.Loop, actor.Report) {})})
		})
	}
}

// hook is a supervisor that calls a function of the user.
type hook struct {
	actor.Supervisor
	fn func()
}

func (h *hook) ChildDone(*actor.Child) { h.fn() }

// hooked lets fn be called as a policy in the next pass, behind what is ready.
func hooked(l *actor.Loop, fn func()) {
	h := &hook{fn: fn}
	h.Supervise(l, h)
	c := promise(l)
	c.Settle(nil)
	h.Adopt(c)
}

func TestAPolicyMayLookAtTheStackOfEveryTask(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		require.NoError(t, run(t, func(ctx context.Context) error {
			task := tasks.Go(ctx, restsHere)
			other := tasks.Go(ctx, restsHere)
			var looked [][]string
			hooked(actor.LoopOf(ctx), func() {
				for _, one := range []*tasks.Task[int]{task, other, task} {
					looked = append(looked, functions(one.Stack(0)))
				}
			})
			require.NoError(t, actor.Yield(ctx))
			want := []string{"actor_test.restsHere"}
			require.Equal(t, [][]string{want, want, want}, looked)
			for _, one := range []*tasks.Task[int]{task, other} {
				one.Cancel()
				_, err := one.Await(ctx)
				require.ErrorIs(t, err, actor.ErrCanceled)
			}
			return nil
		}, engine...))
	})
}

func TestAPolicyMayStartATaskThatLooksAtTheOthers(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		require.NoError(t, run(t, func(ctx context.Context) error {
			task := tasks.Go(ctx, restsHere)
			var looked []string
			l := actor.LoopOf(ctx)
			hooked(l, func() {
				tasks.GoOn(ctx, l, tasks.Void(func(ctx context.Context) error {
					looked = functions(task.Stack(0))
					return actor.Yield(ctx)
				}), tasks.Eager())
			})
			require.NoError(t, actor.Yield(ctx))
			require.Equal(t, []string{"actor_test.restsHere"}, looked)
			return actor.Yield(ctx)
		}, engine...))
	})
}

func TestAGoexitInAPolicyLeavesTheTasksAlone(t *testing.T) {
	for name, goexit := range map[string]func(l *actor.Loop){
		"itself": func(*actor.Loop) { runtime.Goexit() },
		"in an eager task": func(l *actor.Loop) {
			tasks.GoOn(context.Background(), l, tasks.Void(func(context.Context) error { runtime.Goexit(); return nil }), tasks.Eager()).Completion().Retrieve()
		},
	} {
		t.Run(name, func(t *testing.T) {
			onEngines(t, func(t *testing.T, engine []actor.Option) {
				l := started(t, engine...)
				require.NoError(t, onLoop(t, l, func(ctx context.Context) error {
					behind := false
					hooked(l, func() { goexit(l) })
					l.CallSoon(func() { behind = true })
					if err := actor.Yield(ctx); err != nil {
						return err
					}
					if err := actor.Yield(ctx); err != nil {
						return err
					}
					if !behind {
						return errors.New("not the rest of the pass")
					}
					return nil
				}))
			})
		})
	}
}

func TestAPanicOfAPolicyGoesToWhoeverDrives(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		require.PanicsWithValue(t, "policy", func() {
			_ = run(t, func(ctx context.Context) error {
				hooked(actor.LoopOf(ctx), func() { panic("policy") })
				return actor.Yield(ctx)
			}, engine...)
		})
	})
}
