package tasks_test

import (
	"context"
	"slices"
	"testing"

	"github.com/actorloom/actorloom/tasks"
)

func TestAllOfAQueueEndsWhenItIsShutDownAndEmpty(t *testing.T) {
	got, err := tasks.Run(t.Context(), func(ctx context.Context) (got []int, err error) {
		q := tasks.NewQueue[int](1)
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			defer q.Shutdown(false)
			for i := range 3 {
				if err := q.Put(ctx, i); err != nil {
					return err
				}
			}
			return nil
		}))
		for n, err := range q.All(ctx) {
			if err != nil {
				return got, err
			}
			got = append(got, n)
		}
		return got, nil
	}, tasks.VirtualClock())
	if err != nil || !slices.Equal(got, []int{0, 1, 2}) {
		t.Error(got, err)
	}
}

func TestAllOfAQueueGivesACancellationOnceAsItsLastIteration(t *testing.T) {
	rounds, err := tasks.Run(t.Context(), func(ctx context.Context) (rounds int, err error) {
		var q tasks.Queue[int]
		taker := tasks.Go(ctx, func(ctx context.Context) (int, error) {
			n := 0
			for _, err := range q.All(ctx) {
				if n++; !tasks.IsCanceled(err) {
					t.Error(err)
				}
			}
			return n, nil
		})
		if err := tasks.Yield(ctx); err != nil {
			return 0, err
		}
		taker.Cancel()
		return taker.Await(ctx)
	}, tasks.VirtualClock())
	if rounds != 1 || err != nil {
		t.Error(rounds, err)
	}
}
