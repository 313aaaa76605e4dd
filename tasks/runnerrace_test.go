package tasks_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestAShutdownBesideARunLeavesNoTaskOnTheClosedLoop(t *testing.T) {
	for range 500 {
		r := tasks.NewRunner()
		l := r.Loop()
		var both sync.WaitGroup
		both.Go(func() {
			if err := l.Shutdown(context.Background()); err != nil && !errors.Is(err, tasks.ErrLoopRunning) {
				t.Error(err)
			}
		})
		ran := false
		_, err := tasks.RunWith(t.Context(), r, tasks.Void(func(context.Context) error { ran = true; return nil }))
		both.Wait()
		require.Equal(t, ran, err == nil)
		require.NoError(t, r.Close())
		require.Empty(t, tasks.AllOn(l))
	}
}

func TestOfTwoRunsOfALoopAtOnceOneIsRefusedAndDoesNotRun(t *testing.T) {
	for range 500 {
		l := tasks.NewRunner().Loop()
		results := make(chan [2]bool, 2)
		for range 2 {
			go func() {
				ran := false
				_, err := tasks.RunWith(context.Background(), tasks.RunnerOn(l), tasks.Void(func(context.Context) error { ran = true; return nil }))
				if err != nil && !errors.Is(err, tasks.ErrLoopRunning) {
					t.Error(err)
				}
				results <- [2]bool{ran, err == nil}
			}()
		}
		for range 2 {
			of := <-results
			require.Equal(t, of[0], of[1])
		}
		require.NoError(t, l.Shutdown(t.Context()))
	}
}
