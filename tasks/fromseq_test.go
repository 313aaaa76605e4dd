package tasks_test

import (
	"context"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// seqFunc is the function that FromSeq takes.
type seqFunc = func(ctx context.Context, result *int) iter.Seq[tasks.Handle]

func TestACoroutineOfASequenceHasItsResult(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		coro := tasks.FromSeq(func(_ context.Context, result *string) iter.Seq[tasks.Handle] {
			return func(func(tasks.Handle) bool) { *result = "spam" }
		})
		v, err := coro.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "spam", v)
		v, err = tasks.Go(ctx, coro).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "spam", v)
	})
}

func TestASequenceGoesOnWhenWhatItYieldedHasEnded(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		start := tasks.LoopOf(ctx).Now()
		sum := tasks.FromSeq(func(ctx context.Context, result *int) iter.Seq[tasks.Handle] {
			return func(yield func(tasks.Handle) bool) {
				for n := range 3 {
					part := tasks.Go(ctx, tasks.After(time.Second, n+1))
					if !yield(part) {
						return
					}
					v, err := part.Result()
					require.NoError(t, err)
					*result += v
				}
			}
		})
		v, err := sum.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 6, v)
		require.Equal(t, 3*time.Second, tasks.LoopOf(ctx).Now().Sub(start))
	})
}

func TestASequenceMayYieldTasksOfDifferentTypes(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		v, err := tasks.FromSeq(func(ctx context.Context, result *int) iter.Seq[tasks.Handle] {
			return func(yield func(tasks.Handle) bool) {
				text, number := tasks.Go(ctx, returning("four")), tasks.NewFuture[int](ctx)
				tasks.LoopOf(ctx).CallSoon(func() { _ = number.SetResult(38) })
				if yield(text) && yield(number) {
					s, _ := text.Result()
					n, _ := number.Result()
					*result = len(s) + n
				}
			}
		}).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 42, v)
	})
}

func TestASequenceThatYieldsNilWaitsForOnePass(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		passes := 0
		var count func()
		count = func() { passes++; tasks.LoopOf(ctx).CallSoon(count) }
		tasks.LoopOf(ctx).CallSoon(count)
		_, err := tasks.FromSeq(func(context.Context, *int) iter.Seq[tasks.Handle] {
			return func(yield func(tasks.Handle) bool) {
				for range 3 {
					if !yield(nil) {
						return
					}
				}
			}
		}).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 3, passes)
	})
}

func TestAFailedAwaitEndsTheSequence(t *testing.T) {
	for _, c := range []struct {
		name  string
		yield func(ctx context.Context) tasks.Handle
		want  error
	}{
		{"error", func(ctx context.Context) tasks.Handle { return tasks.Resolved(ctx, 0, errBoom) }, errBoom},
		{"canceled", func(ctx context.Context) tasks.Handle {
			f := tasks.NewFuture[int](ctx)
			f.Cancel()
			return f
		}, tasks.ErrCanceled},
		{"itself", func(ctx context.Context) tasks.Handle { return tasks.Current(ctx) }, tasks.ErrSelfAwait},
	} {
		t.Run(c.name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				cleanedUp := false
				v, err := tasks.Go(ctx, tasks.FromSeq(func(ctx context.Context, result *int) iter.Seq[tasks.Handle] {
					return func(yield func(tasks.Handle) bool) {
						defer func() { cleanedUp = true }()
						*result = 1
						require.False(t, yield(c.yield(ctx)), "the sequence was to go on")
					}
				})).Await(ctx)
				require.ErrorIs(t, err, c.want)
				require.Zero(t, v)
				require.True(t, cleanedUp)
			})
		})
	}
}

func TestACanceledSequenceMayAwaitItsCleanUp(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		cleanedUp := false
		task := tasks.Go(ctx, tasks.FromSeq(func(ctx context.Context, _ *int) iter.Seq[tasks.Handle] {
			return func(yield func(tasks.Handle) bool) {
				if !yield(f) {
					require.NoError(t, tasks.Sleep(ctx, time.Second))
					cleanedUp = true
				}
			}
		}))
		require.NoError(t, tasks.Yield(ctx))
		require.True(t, task.Cancel("enough"))
		_, err := task.Await(ctx)
		require.ErrorContains(t, err, "enough")
		require.True(t, task.Canceled())
		require.True(t, f.Canceled(), "the cancellation was not passed on")
		require.True(t, cleanedUp)
	})
}

func TestAPanicInASequenceIsTheTasksError(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, tasks.FromSeq(func(context.Context, *int) iter.Seq[tasks.Handle] {
			return func(yield func(tasks.Handle) bool) { yield(nil); panic(errBoom) }
		}))
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, errBoom)
	})
}

func TestACoroutineOfNoSequenceIsNil(t *testing.T) {
	var none seqFunc
	require.Nil(t, tasks.FromSeq(none))
}
