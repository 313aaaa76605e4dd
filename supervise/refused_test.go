package supervise_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// In debug mode, another goroutine than the loop's can make no task: the call's own error says so,
// and there is nothing to add for each item.
func TestItemsThatCannotBeMadeAreNotReportedBesideTheErrorOfTheCall(t *testing.T) {
	one := tasks.Coro[int](func(context.Context) (int, error) { return 1, nil })
	for name, call := range map[string]func(ctx context.Context) error{
		"Go":     func(ctx context.Context) error { _, err := tasks.Go(ctx, one).Await(ctx); return err },
		"Gather": func(ctx context.Context) error { _, err := supervise.Gather[int](ctx, one, one).Await(ctx); return err },
		"Err":    func(ctx context.Context) error { return supervise.Gather[int](ctx, one, one).Err() },
		"Shield": func(ctx context.Context) error { _, err := supervise.Shield(ctx, one).Await(ctx); return err },
		"Wait": func(ctx context.Context) error {
			_, _, err := supervise.Wait(ctx, []*tasks.Task[int]{tasks.Go(ctx, one)}, supervise.AllCompleted, supervise.NoLimit)
			return err
		},
		"AsCompleted": func(ctx context.Context) (err error) {
			for _, err = range supervise.AsCompleted[int](ctx, supervise.NoLimit, one, one) {
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			var mu sync.Mutex
			var reports []tasks.Report
			var inside context.Context
			l, err := tasks.Start(tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) {
				mu.Lock()
				defer mu.Unlock()
				reports = append(reports, r)
			}), tasks.Debug(true), tasks.SlowStep(time.Hour))
			require.NoError(t, err)
			_, err = tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error { inside = ctx; return nil }))
			require.NoError(t, err)
			left := make(chan struct{})
			require.NoError(t, l.Post(func() { close(left) })) // what follows the task's end is over then
			<-left
			require.Error(t, call(inside))
			require.NoError(t, l.Shutdown(t.Context()))
			mu.Lock()
			defer mu.Unlock()
			require.Empty(t, reports)
		})
	}
}

func TestATaskForAGroupThatSomebodyHasEndedIsNoErrorThatIsReported(t *testing.T) {
	var reports []tasks.Report
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		return supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			g.Cancel()
			supervise.GoIn(g, tasks.After(0, 1))
			return nil
		})
	}), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { reports = append(reports, r) }))
	require.NoError(t, err)
	require.Empty(t, reports)
}
