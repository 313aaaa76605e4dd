package supervise_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestThePanicOfALoserIsReported(t *testing.T) {
	plain := func(ctx context.Context) (string, error) {
		return "", errors.Join(errExpected, tasks.Sleep(ctx, time.Hour))
	}
	panics := func(after time.Duration) tasks.Coro[string] {
		return func(ctx context.Context) (string, error) {
			_ = tasks.Sleep(ctx, after)
			panic("boom")
		}
	}
	for name, c := range map[string]struct {
		coros []tasks.Coro[string]
		want  int
	}{
		"before another wins":         {[]tasks.Coro[string]{panics(time.Second), tasks.After(time.Minute, "b"), plain}, 1},
		"at its cancellation":         {[]tasks.Coro[string]{panics(time.Hour), tasks.After(time.Minute, "b"), plain}, 1},
		"not when nobody has":         {[]tasks.Coro[string]{plain, tasks.After(time.Minute, "b")}, 0},
		"before Race is canceled":     {[]tasks.Coro[string]{panics(time.Second), plain, tasks.After(10*time.Minute, "late")}, 1},
		"when Race has been canceled": {[]tasks.Coro[string]{panics(time.Hour), plain, panics(time.Hour)}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			reports := reportsOf(t, func(ctx context.Context) {
				_, _ = supervise.WaitFor(ctx, tasks.Coro[string](func(ctx context.Context) (string, error) {
					v, _, err := supervise.Race(ctx, 0, c.coros...)
					return v, err
				}), 2*time.Minute)
			})
			require.Len(t, reports, c.want)
			for _, r := range reports {
				require.Equal(t, "a task of a race panicked", r.Message)
				require.EqualError(t, r.Err, "panic: boom")
				require.NotEmpty(t, r.Task)
				var panicked *tasks.PanicError
				require.ErrorAs(t, r.Err, &panicked)
				require.Contains(t, string(panicked.Stack), "racepanic_test.go")
			}
		})
	}
}

func TestAPanicIsNotReportedWhenTheRaceReturnsIt(t *testing.T) {
	reports := reportsOf(t, func(ctx context.Context) {
		_, _, err := supervise.Race(ctx, 0, tasks.Coro[int](func(context.Context) (int, error) { panic("boom") }))
		var group *tasks.GroupError
		require.ErrorAs(t, err, &group)
		require.EqualError(t, group.Errors[0], "panic: boom")
	})
	require.Empty(t, reports)
}
