package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// brokenContext is a context whose Err panics from the third call on.
type brokenContext struct {
	context.Context
	done  chan struct{}
	asked int
}

func (b *brokenContext) Done() <-chan struct{} { return b.done }

func (b *brokenContext) Err() error {
	if b.asked++; b.asked > 2 {
		panic("a mistake")
	}
	return nil
}

func TestAContextWhoseErrPanicsIsReportedAndAskedNoMore(t *testing.T) {
	var reports []string
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			return tasks.Sleep(&brokenContext{Context: ctx, done: make(chan struct{})}, time.Second)
		}))
		for range 5 {
			require.NoError(t, tasks.Yield(ctx))
		}
		_, err := task.Await(ctx)
		require.Error(t, err, "the await itself asks, too")
		return nil
	}), tasks.VirtualClock(), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { reports = append(reports, r.Message) }))
	require.NoError(t, err)
	require.Equal(t, []string{"the Err of a context panicked"}, reports)
}
