package supervise_test

import (
	"context"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

type completedForm func(ctx context.Context, limit time.Duration, items ...tasks.Awaitable[string]) iter.Seq2[string, error]

// completedForms are the two forms of as_completed, both as one that gives results.
var completedForms = map[string]completedForm{
	"AsCompleted": supervise.AsCompleted[string],
	"Completed": func(ctx context.Context, limit time.Duration, items ...tasks.Awaitable[string]) iter.Seq2[string, error] {
		ended := supervise.Completed(ctx, limit, items...)
		return func(yield func(string, error) bool) {
			for p, err := range ended {
				var v string
				if err == nil {
					v, err = p.Result()
				}
				if !yield(v, err) {
					return
				}
			}
		}
	},
}

func eachCompletedForm(t *testing.T, body func(ctx context.Context, completed completedForm)) {
	for name, completed := range completedForms {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) { body(ctx, completed) })
		})
	}
}

func stopwatch(ctx context.Context) func() time.Duration {
	loop := tasks.LoopOf(ctx)
	start := loop.Now()
	return func() time.Duration { return loop.Now().Sub(start) }
}

func TestAsCompletedGivesItemsInTheOrderOfTheirEnd(t *testing.T) {
	eachCompletedForm(t, func(ctx context.Context, completed completedForm) {
		elapsed := stopwatch(ctx)
		a := tasks.After(10*time.Millisecond, "a")
		b := tasks.After(20*time.Millisecond, "b")
		c := tasks.After(150*time.Millisecond, "c")
		var got []string
		var times []time.Duration
		for v, err := range completed(ctx, supervise.NoLimit, b, c, a) {
			require.NoError(t, err)
			got = append(got, v)
			times = append(times, elapsed())
		}
		require.Equal(t, []string{"a", "b", "c"}, got)
		require.Equal(t, []time.Duration{10 * time.Millisecond, 20 * time.Millisecond, 150 * time.Millisecond}, times)
	})
}

func TestAsCompletedStartsItsItemsAtOnceAndTogether(t *testing.T) {
	eachCompletedForm(t, func(ctx context.Context, completed completedForm) {
		elapsed := stopwatch(ctx)
		seq := completed(ctx, supervise.NoLimit, tasks.After(50*time.Millisecond, "a"), tasks.After(50*time.Millisecond, "b"))
		require.NoError(t, tasks.Sleep(ctx, 30*time.Millisecond))
		var got []string
		for v, err := range seq {
			require.NoError(t, err)
			got = append(got, v)
		}
		require.Equal(t, []string{"a", "b"}, got)
		require.Equal(t, 50*time.Millisecond, elapsed())
	})
}

func TestCompletedGivesBackWhatItWasGiven(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		named := func(name string) tasks.Coro[string] {
			return func(context.Context) (string, error) { return name, nil }
		}
		b, d := tasks.Go(ctx, named("b")), tasks.Go(ctx, named("d"))
		e := tasks.Resolved(ctx, "e", nil)
		got := make(map[string]tasks.Promise[string])
		for p, err := range supervise.Completed[string](ctx, supervise.NoLimit, named("a"), b, named("c"), d, e) {
			require.NoError(t, err)
			v, err := p.Result()
			require.NoError(t, err)
			got[v] = p
		}
		require.Len(t, got, 5)
		require.Same(t, b, got["b"])
		require.Same(t, d, got["d"])
		require.Same(t, e, got["e"])
		require.IsType(t, &tasks.Task[string]{}, got["a"])
	})
}

func TestTheLimitOfAsCompletedCancelsNothing(t *testing.T) {
	eachCompletedForm(t, func(ctx context.Context, completed completedForm) {
		elapsed := stopwatch(ctx)
		a := tasks.Go(ctx, tasks.After(100*time.Millisecond, "a"))
		b := tasks.Go(ctx, tasks.After(150*time.Millisecond, "b"))
		var got []string
		var errs []error
		for v, err := range completed(ctx, 120*time.Millisecond, a, b) {
			got = append(got, v)
			errs = append(errs, err)
		}
		require.Equal(t, []string{"a", ""}, got)
		require.NoError(t, errs[0])
		require.ErrorIs(t, errs[1], tasks.ErrTimeout)
		require.Equal(t, 120*time.Millisecond, elapsed())

		late, err := b.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "b", late)
		require.Equal(t, 150*time.Millisecond, elapsed())
	})
}

// A timer that was left behind would move a virtual clock.
func TestAnUnusedLimitOfAsCompletedLeavesNoTimer(t *testing.T) {
	for name, completed := range completedForms {
		t.Run(name, func(t *testing.T) {
			r := tasks.NewRunner(tasks.VirtualClock())
			start := r.Loop().Now()
			_, err := tasks.RunWith(t.Context(), r, func(ctx context.Context) (int, error) {
				for v, err := range completed(ctx, time.Second, tasks.After(10*time.Millisecond, "a")) {
					require.NoError(t, err)
					require.Equal(t, "a", v)
				}
				return tasks.NewFuture[int](ctx).Await(ctx)
			})
			var stuck *tasks.DeadlockError
			require.ErrorAs(t, err, &stuck)
			require.Equal(t, 10*time.Millisecond, r.Loop().Now().Sub(start))
			require.NoError(t, r.Close())
		})
	}
}

func TestAsCompletedGoesOnWhereItsLoopWasLeft(t *testing.T) {
	eachCompletedForm(t, func(ctx context.Context, completed completedForm) {
		var items []tasks.Awaitable[string]
		for _, name := range []string{"a", "b", "c", "d"} {
			items = append(items, tasks.After(0, name))
		}
		seq := completed(ctx, supervise.NoLimit, items...)
		var got []string
		for v, err := range seq {
			require.NoError(t, err)
			got = append(got, v)
			if len(got) == 2 {
				break
			}
		}
		require.Len(t, got, 2)
		for v, err := range seq {
			require.NoError(t, err)
			got = append(got, v)
		}
		require.Equal(t, []string{"a", "b", "c", "d"}, got)
		for range seq {
			require.Fail(t, "nothing is left")
		}
	})
}

func TestWhatCompletedGaveCanBeAwaitedTogether(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		elapsed := stopwatch(ctx)
		var all []tasks.Promise[string]
		for p, err := range supervise.Completed[string](ctx, supervise.NoLimit,
			tasks.After(50*time.Millisecond, "a"), tasks.After(50*time.Millisecond, "b")) {
			require.NoError(t, err)
			all = append(all, p)
		}
		done, pending, err := supervise.Wait(ctx, all, supervise.AllCompleted, supervise.NoLimit)
		require.NoError(t, err)
		require.Empty(t, pending)
		require.Len(t, done, 2)
		require.Equal(t, 50*time.Millisecond, elapsed())
	})
}

func TestAsCompletedGivesATaskThatWasGivenTwiceOnce(t *testing.T) {
	eachCompletedForm(t, func(ctx context.Context, completed completedForm) {
		ham := tasks.Go(ctx, tasks.After(0, "ham"))
		var got []string
		for v, err := range completed(ctx, supervise.NoLimit, ham, ham, tasks.After(0, "spam")) {
			require.NoError(t, err)
			got = append(got, v)
		}
		require.Equal(t, []string{"ham", "spam"}, got)
	})
}

func TestAsCompletedOfNothingHasNoTurn(t *testing.T) {
	eachCompletedForm(t, func(ctx context.Context, completed completedForm) {
		for range completed(ctx, time.Second) {
			require.Fail(t, "there is nothing to give")
		}
	})
}

func TestACancellationInAsCompletedLeavesTheItems(t *testing.T) {
	eachCompletedForm(t, func(ctx context.Context, completed completedForm) {
		slow := tasks.Go(ctx, tasks.After(50*time.Millisecond, "slow"))
		reader := tasks.Go(ctx, func(ctx context.Context) (string, error) {
			for v, err := range completed(ctx, supervise.NoLimit, slow) {
				return v, err
			}
			return "nothing", nil
		})
		require.NoError(t, tasks.Sleep(ctx, 10*time.Millisecond))
		require.True(t, reader.Cancel())
		_, err := reader.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		v, err := slow.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "slow", v)
	})
}

func TestTasksThatShareAnAsCompletedGetEachItemOnce(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		items := supervise.AsCompleted(ctx, supervise.NoLimit,
			tasks.After(time.Second, 1), tasks.After(2*time.Second, 2), tasks.After(3*time.Second, 3))
		var got []string
		take := func(who string) func(ctx context.Context) error {
			return func(context.Context) error {
				for v, err := range items {
					require.NoError(t, err)
					got = append(got, fmt.Sprint(who, v))
				}
				return nil
			}
		}
		other := goVoid(ctx, take("other "))
		require.NoError(t, take("main ")(ctx))
		_, err := other.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []string{"main 1", "other 2", "main 3"}, got)
	})
}

// As in asyncio, where each call of next that is not answered by an item raises it.
func TestATaskThatComesBackToASharedAsCompletedLearnsOfTheLimit(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		items := supervise.AsCompleted(ctx, 2*time.Second,
			tasks.After(time.Second, 1), tasks.After(time.Hour, 2), tasks.After(time.Hour, 3))
		waits := goVoid(ctx, func(context.Context) (last error) {
			for _, last = range items {
			}
			return last
		})
		busy := goVoid(ctx, func(ctx context.Context) (last error) {
			require.NoError(t, tasks.Sleep(ctx, time.Minute))
			for _, last = range items {
			}
			return last
		})
		_, err := waits.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrTimeout)
		_, err = busy.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrTimeout)
	})
}
