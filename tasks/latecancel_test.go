package tasks_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestACancelFromAfarThatComesTooLateHidesNoPanic(t *testing.T) {
	var reports []tasks.Report
	l, err := tasks.Start(tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { reports = append(reports, r) }), tasks.Debug(false))
	require.NoError(t, err)
	began, goOn := make(chan struct{}), make(chan struct{})
	pending := tasks.Submit(l, tasks.Void(func(context.Context) error {
		close(began)
		<-goOn
		panic("lost")
	}))
	<-began
	require.True(t, pending.Cancel())
	close(goOn)
	<-pending.Done()
	require.NoError(t, l.Shutdown(t.Context()))
	require.Len(t, reports, 1)
	require.ErrorContains(t, reports[0].Err, "lost")
}

func TestACancelByMessageThatComesTooLateHidesNoError(t *testing.T) {
	lost := errors.New("lost")
	var reports []tasks.Report
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		task := tasks.Go(ctx, tasks.Void(func(context.Context) error { return lost }))
		tasks.LoopOf(ctx).System().Root.Send(task.PID(), actor.Cancel{}) // in the inbox, while the task fails
		for range 5 {
			require.NoError(t, tasks.Yield(ctx))
		}
		return nil
	}), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { reports = append(reports, r) }))
	require.NoError(t, err)
	require.Len(t, reports, 1)
	require.ErrorIs(t, reports[0].Err, lost)
}
