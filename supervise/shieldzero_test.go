package supervise_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestShieldsOfZeroFuturesOnSeveralLoopsHaveNothingInCommon(t *testing.T) {
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { // the race detector looks on
			_, err := tasks.Run(t.Context(), func(ctx context.Context) (int, error) {
				for range 100 {
					if _, err := supervise.Shield(ctx, &tasks.Future[int]{}).Await(ctx); err == nil {
						t.Error("a shield of a zero future has a result")
					}
				}
				return 0, nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	require.False(t, t.Failed())
}
