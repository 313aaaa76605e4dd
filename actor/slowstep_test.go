package actor_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// As asyncio's slow_callback_duration, the limit itself is slow.
func TestAStepThatTakesAsLongAsTheLimitIsSlow(t *testing.T) {
	for took, slow := range map[time.Duration]int{100*time.Millisecond - 1: 0, 100 * time.Millisecond: 1} {
		synctest.Test(t, func(t *testing.T) {
			var got reports
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				require.NoError(t, keepsControl(took)(ctx))
				return actor.Yield(ctx)
			}), actor.Debug(true), actor.SlowStep(100*time.Millisecond), actor.OnReport(got.take))
			require.NoError(t, err)
			require.Len(t, got.list(), slow, took)
		})
	}
}
