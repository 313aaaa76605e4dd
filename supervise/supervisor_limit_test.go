package supervise_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// The child ends in the pass in which the limit of its stop passes, just before that.
func TestAChildThatHasEndedWhenItsLimitPassesIsNotAbandoned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []string
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			gate := tasks.NewFuture[int](ctx)
			s := supervise.Start(ctx, supervise.Supervisor{
				Events: func(e supervise.Event) { got = append(got, e.String()) },
				Children: []supervise.Child{{Name: "a", StopLimit: time.Second, Run: func(ctx context.Context) error {
					_ = stay(ctx)
					_, err := gate.Await(ctx)
					return err
				}}},
			})
			letTimePass(ctx, 1)
			require.NoError(t, s.Remove("a"))
			letTimePass(ctx, 1)
			tasks.LoopOf(ctx).CallSoon(func() {
				require.NoError(t, gate.SetResult(1))
				time.Sleep(2 * time.Second) // the limit passes, and the child is ready
			})
			letTimePass(ctx, 5000)
			require.Empty(t, s.Children())
			_, err := s.Shutdown(ctx)
			return err
		}))
		require.NoError(t, err)
		require.Equal(t, []string{"/a started, run 1", "/a stopped"}, got)
	})
}
