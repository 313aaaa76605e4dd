package supervise_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAFailureInAGroupWhoseTaskHasEndedIsReported(t *testing.T) {
	var reports []tasks.Report
	l := quietLoop(t) // on which a Goexit does not end the test
	l.SetExceptionHandler(func(_ *tasks.Loop, r tasks.Report) { reports = append(reports, r) })
	_, err := tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		outer := goGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			supervise.GoIn(g, tasks.Void(failWhenCanceled(errFirst)), tasks.Name("inner"))
			require.NoError(t, tasks.Sleep(ctx, time.Second))
			runtime.Goexit()
			return nil
		})
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.ErrorIs(t, outer.Err(), tasks.ErrGoexit)
		return nil
	}))
	require.NoError(t, err)
	require.Len(t, reports, 1)
	require.Equal(t, "a task of a group failed after the group's own task had ended", reports[0].Message)
	require.Equal(t, errFirst, reports[0].Err)
	require.Contains(t, reports[0].Task, "inner")
}
