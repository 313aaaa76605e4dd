package supervise

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// failAll is how long it takes to take note of the failures of n children, the last first.
func failAll(t *testing.T, s Supervisor, n int) (took time.Duration) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		failures := make([]*tasks.Future[int], n)
		for i := range failures {
			failures[i] = tasks.NewFuture[int](ctx)
			s.Children = append(s.Children, Child{Run: func(ctx context.Context) error {
				_, err := failures[i].Await(ctx)
				return err
			}})
		}
		s.Events = func(Event) {}
		Start(ctx, s)
		for range 3 {
			require.NoError(t, tasks.Yield(ctx))
		}
		began := time.Now()
		for _, f := range slices.Backward(failures) {
			require.NoError(t, f.SetError(ErrNothing))
		}
		for range 3 {
			require.NoError(t, tasks.Yield(ctx))
		}
		took = time.Since(began)
		return nil
	}), tasks.VirtualClock(), tasks.Debug(false))
	require.NoError(t, err)
	return took
}

func TestTheSetOfARestartIsStoppedAsFastWhenItGrowsByMany(t *testing.T) {
	inProportion(t, func(n int) time.Duration {
		return failAll(t, Supervisor{Strategy: RestForOne, Intensity: Unlimited, Backoff: Backoff{Min: time.Hour}}, n)
	})
}
