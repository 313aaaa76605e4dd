package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAResultThatIsReadTooEarlyIsAnErrorAndComesLater(t *testing.T) {
	for name, start := range map[string]func(ctx context.Context) tasks.Handle{
		"a task": func(ctx context.Context) tasks.Handle { return tasks.Go(ctx, tasks.After(time.Second, 1)) },
		"a thread's future": func(ctx context.Context) tasks.Handle {
			return tasks.InExecutor(ctx, nil, func(context.Context) (int, error) { return 1, nil })
		},
		"a gather": func(ctx context.Context) tasks.Handle { return supervise.Gather[int](ctx, tasks.After(time.Second, 1)) },
		"a shield": func(ctx context.Context) tasks.Handle { return supervise.Shield[int](ctx, tasks.After(time.Second, 1)) },
		"an erased task": func(ctx context.Context) tasks.Handle {
			return tasks.Erase[int](tasks.Go(ctx, tasks.After(time.Second, 1)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				h := start(ctx)
				require.ErrorIs(t, h.Err(), tasks.ErrInvalidState)
				require.ErrorContains(t, h.Err(), "await it")
				v, err := h.AnyResult()
				require.ErrorIs(t, err, tasks.ErrInvalidState)
				require.Nil(t, v)
				require.NoError(t, h.Completion().Await(ctx))
				v, err = h.AnyResult()
				require.NoError(t, err)
				require.NotNil(t, v)
			})
		})
	}
}
