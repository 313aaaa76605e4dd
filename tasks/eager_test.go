package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// inEagerRun runs body on a loop whose tasks all start eagerly.
func inEagerRun(t *testing.T, body func(ctx context.Context)) {
	t.Helper()
	inRun(t, func(ctx context.Context) {
		tasks.LoopOf(ctx).SetTaskFactory(func(s *actor.Spec) { s.Eager = true })
		body(ctx)
	})
}

func TestATaskFactoryIsKeptAndUsed(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		l := tasks.LoopOf(ctx)
		require.Nil(t, l.TaskFactory())
		used := 0
		l.SetTaskFactory(func(s *actor.Spec) { used++; s.Eager = true })
		require.NotNil(t, l.TaskFactory())
		require.True(t, tasks.Go(ctx, returning(1)).Finished())
		require.Equal(t, 1, used)
		l.SetTaskFactory(nil)
		require.Nil(t, l.TaskFactory())
		require.False(t, tasks.Go(ctx, returning(1)).Finished())
		require.Equal(t, 1, used)
	})
}

func TestAnEagerTaskThatDoesNotSuspendHasEndedWhenGoReturns(t *testing.T) {
	inEagerRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[string](ctx)
		task := tasks.Go(ctx, func(context.Context) (string, error) { return "hello", f.SetResult("my message") })
		require.True(t, task.Finished())
		v, err := task.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "hello", v)
		v, err = f.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "my message", v)
	})
}

func TestTheEagerOptionIsForOneTask(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		require.True(t, tasks.Go(ctx, returning(1), tasks.Eager()).Finished())
		require.False(t, tasks.Go(ctx, returning(1)).Finished())
	})
}

func TestAnEagerTaskThatSuspendsGoesOnLater(t *testing.T) {
	inEagerRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, tasks.After(100*time.Millisecond, "after a suspension"))
		require.False(t, task.Finished())
		v, err := task.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "after a suspension", v)
	})
}

func TestAnEagerTaskThatHasEndedCannotBeCanceled(t *testing.T) {
	inEagerRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, returning("done"))
		require.False(t, task.Cancel())
		v, err := task.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "done", v)
		require.False(t, task.Canceled())
	})
}

func TestAnEagerTaskThatSuspendedCanBeCanceled(t *testing.T) {
	inEagerRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, tasks.After(100*time.Millisecond, 1))
		require.True(t, task.Cancel("my message"))
		require.Equal(t, 1, task.Canceling())
		_, err := task.Await(ctx)
		var canceled *tasks.CanceledError
		require.ErrorAs(t, err, &canceled)
		require.Equal(t, "my message", canceled.Msg)
	})
}

func TestAnErrorOfAnEagerTaskIsItsOutcome(t *testing.T) {
	inEagerRun(t, func(ctx context.Context) {
		failed := tasks.Go(ctx, func(context.Context) (int, error) { return 0, errBoom })
		require.Same(t, errBoom, failed.Err())
		panicked := tasks.Go(ctx, func(context.Context) (int, error) { panic(errBoom) })
		require.ErrorIs(t, panicked.Err(), errBoom)
		require.NotNil(t, tasks.Current(ctx))
	})
}

func TestTheCurrentTaskIsTheEagerOneWhileItRuns(t *testing.T) {
	inEagerRun(t, func(ctx context.Context) {
		outer := tasks.Current(ctx)
		var first tasks.AnyTask
		task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			first = tasks.Current(ctx)
			err := tasks.Sleep(ctx, 100*time.Millisecond)
			require.Same(t, first, tasks.Current(ctx))
			return err
		}))
		require.Same(t, task, first)
		require.Same(t, outer, tasks.Current(ctx))
		_, err := task.Await(ctx)
		require.NoError(t, err)
	})
}

func TestAnEagerTaskIsAmongAllTasksUntilItEnds(t *testing.T) {
	for _, suspends := range []bool{false, true} {
		inEagerRun(t, func(ctx context.Context) {
			var during []tasks.AnyTask
			start, end := tasks.NewFuture[int](ctx), tasks.NewFuture[int](ctx)
			if !suspends {
				require.NoError(t, start.SetResult(0))
			}
			task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				during = tasks.All(ctx)
				_, _ = start.Await(ctx)
				return end.SetResult(0)
			}))
			require.Contains(t, during, tasks.AnyTask(task))
			if suspends {
				require.Contains(t, tasks.All(ctx), tasks.AnyTask(task))
				require.NoError(t, start.SetResult(0))
			}
			_, err := end.Await(ctx)
			require.NoError(t, err)
			require.NotContains(t, tasks.All(ctx), tasks.AnyTask(task))
		})
	}
}

func TestAnEagerTaskHasVariablesOfItsOwn(t *testing.T) {
	inEagerRun(t, func(ctx context.Context) {
		var v tasks.Var[int]
		steps := 0
		v.Set(ctx, 1)
		task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			require.Equal(t, 1, v.Get(ctx))
			v.Set(ctx, 2)
			steps++
			err := tasks.Sleep(ctx, 100*time.Millisecond)
			require.Equal(t, 2, v.Get(ctx))
			v.Set(ctx, 3)
			steps++
			return err
		}))
		require.Equal(t, 1, steps)
		require.Equal(t, 1, v.Get(ctx))
		_, err := task.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 2, steps)
		require.Equal(t, 1, v.Get(ctx))
	})
}

func TestAnEagerTaskCanShareTheVariablesOfWhoeverMakesIt(t *testing.T) {
	v := tasks.Var[string]{}
	main := tasks.Void(func(ctx context.Context) error {
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			v.Set(ctx, "set in the first step")
			return nil
		}), tasks.Eager(), tasks.InVars(tasks.Current(ctx).(*tasks.Task[struct{}]).Vars()))
		require.Equal(t, "set in the first step", v.Get(ctx))
		return nil
	})
	_, err := tasks.Run(t.Context(), main, tasks.VirtualClock())
	require.NoError(t, err)
}

func TestACoroutineIsStillKnownAfterAnEagerEnd(t *testing.T) {
	inEagerRun(t, func(ctx context.Context) {
		v, err := tasks.Go(ctx, returning(7)).Coro()(ctx)
		require.NoError(t, err)
		require.Equal(t, 7, v)
	})
}

// nestedPrograms are programs that nest width^depth coroutines.
var nestedPrograms = []struct {
	name     string
	tree     func(ctx context.Context) error
	tasks    int
	suspends bool // also when all its tasks are eager
}{
	{"a chain of awaits", func(ctx context.Context) error { return nestAwaits(ctx, 100) }, 0, false},
	{"groups", func(ctx context.Context) error { return nestGroups(ctx, 4) }, 780, true}, // 5 + 5² + 5³ + 5⁴
	{"gathers", func(ctx context.Context) error { return nestGathers(ctx, 4) }, 780, false},
}

func nestAwaits(ctx context.Context, depth int) error {
	if depth == 0 {
		return nil
	}
	_, err := tasks.Void(func(ctx context.Context) error { return nestAwaits(ctx, depth-1) }).Await(ctx)
	return err
}

func nestGroups(ctx context.Context, depth int) error {
	if depth == 0 {
		return nil
	}
	return supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
		for range 5 {
			supervise.GoIn(g, tasks.Void(func(ctx context.Context) error { return nestGroups(ctx, depth-1) }))
		}
		return nil
	})
}

func nestGathers(ctx context.Context, depth int) error {
	if depth == 0 {
		return nil
	}
	var items [5]tasks.Awaitable[struct{}]
	for i := range items {
		items[i] = tasks.Void(func(ctx context.Context) error { return nestGathers(ctx, depth-1) })
	}
	_, err := supervise.Gather(ctx, items[:]...).Await(ctx)
	return err
}

func TestOnlyGroupsAndGathersMakeTasks(t *testing.T) {
	for _, c := range nestedPrograms {
		t.Run(c.name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				made := 0
				tasks.LoopOf(ctx).SetTaskFactory(func(*actor.Spec) { made++ })
				require.NoError(t, c.tree(ctx))
				require.Equal(t, c.tasks, made)
			})
		})
	}
}

func TestAnEagerTreeSuspendsOnlyInGroups(t *testing.T) {
	for _, c := range nestedPrograms {
		t.Run(c.name, func(t *testing.T) {
			inEagerRun(t, func(ctx context.Context) {
				others := false
				tasks.LoopOf(ctx).CallSoon(func() { others = true })
				require.NoError(t, c.tree(ctx))
				require.Equal(t, c.suspends, others, "whether something else ran meanwhile")
			})
		})
	}
}

func TestAnEagerTaskOfALoopThatDoesNotRunYetWaitsForIt(t *testing.T) {
	l := actor.New()
	began := false
	task := tasks.GoOn(t.Context(), l, tasks.Void(func(context.Context) error { began = true; return nil }), tasks.Eager())
	require.False(t, began)
	require.NoError(t, l.RunUntil(task.Completion()))
	require.True(t, began)
	require.NoError(t, l.Shutdown(t.Context()))
}

// In CPython 3.13.0 a task of the eager task factory gets its name after its first step;
// later versions name it before.
func TestAnEagerTaskHasItsNameInItsFirstStep(t *testing.T) {
	inEagerRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, func(ctx context.Context) (string, error) {
			return tasks.Current(ctx).Name(), nil
		}, tasks.Name("given"))
		name, err := task.Result()
		require.NoError(t, err)
		require.Equal(t, "given", name)
	})
}
