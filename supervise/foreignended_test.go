package supervise_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// What has ended may be awaited on any loop, while its own goes on. (Under -race.)
func TestAFailedTaskOfAnotherLoopIsAwaited(t *testing.T) {
	boom := errors.New("boom")
	for name, wait := range map[string]func(context.Context, *tasks.Task[int]) error{
		"Await": func(ctx context.Context, t *tasks.Task[int]) error { _, err := t.Await(ctx); return err },
		"Gather": func(ctx context.Context, t *tasks.Task[int]) error {
			_, err := supervise.Gather[int](ctx, t).Await(ctx)
			return err
		},
		"Shield": func(ctx context.Context, t *tasks.Task[int]) error {
			_, err := supervise.Shield[int](ctx, t).Await(ctx)
			return err
		},
		"WaitFor": func(ctx context.Context, t *tasks.Task[int]) error {
			_, err := supervise.WaitFor[int](ctx, t, 0)
			return err
		},
		"AsCompleted": func(ctx context.Context, t *tasks.Task[int]) (err error) {
			for _, err = range supervise.AsCompleted[int](ctx, supervise.NoLimit, t) {
			}
			return err
		},
	} {
		for range 20 {
			loop, err := tasks.Start(tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { t.Errorf("%s: %s", name, r.Message) }))
			require.NoError(t, err)
			failed := make(chan *tasks.Task[int], 1)
			tasks.Submit(loop, tasks.Void(func(ctx context.Context) error {
				failed <- tasks.Go(ctx, func(context.Context) (int, error) { return 0, boom })
				return nil
			}))
			task := <-failed
			<-task.Done()
			_, err = tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error { return wait(ctx, task) }))
			require.ErrorIs(t, err, boom, name)
			require.NoError(t, loop.Shutdown(context.Background()))
		}
	}
}
