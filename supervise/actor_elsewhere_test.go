package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// A handler's thread may run a task on another loop, which has the values of the handler's ctx. The
// actor is not that loop's to change.
func TestATaskOfAnotherLoopCannotChangeAnActor(t *testing.T) {
	other, err := tasks.Start()
	require.NoError(t, err)
	defer func() { _ = other.Shutdown(context.Background()) }()
	for name, change := range map[string]func(context.Context) error{
		"Watch":             func(ctx context.Context) error { return supervise.Watch(ctx, supervise.Self(ctx)) },
		"Unwatch":           func(ctx context.Context) error { return supervise.Unwatch(ctx, supervise.Self(ctx)) },
		"Stash":             supervise.Stash,
		"Unstash":           supervise.Unstash,
		"Become":            func(ctx context.Context) error { return supervise.Become(ctx, quiet) },
		"Unbecome":          supervise.Unbecome,
		"SetReceiveTimeout": func(ctx context.Context) error { return supervise.SetReceiveTimeout(ctx, 0) },
		"SpawnChild": func(ctx context.Context) error {
			_, err := supervise.SpawnChild(ctx, supervise.Actor{Handle: quiet})
			return err
		},
	} {
		_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
			worker, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
				return tasks.ToThread(ctx, func(ctx context.Context) (any, error) {
					return tasks.RunOn(ctx, other, tasks.Void(change))
				})
			}})
			if err != nil {
				return err
			}
			_, err = supervise.WaitFor(ctx, tasks.Ask[any](ctx, worker.PID(), 1), 1e9)
			return err
		}), tasks.Debug(false))
		require.ErrorIs(t, err, tasks.ErrForeignLoop, name)
	}
}

func quiet(context.Context, any) (any, error) { return nil, nil }
