package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestAWaitWhoseContextHasEndedDoesNotBlockAndSaysSo(t *testing.T) {
	for name, debug := range map[string]bool{"plain": false, "debug": true} {
		t.Run(name, func(t *testing.T) {
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				p := tasks.Submit(tasks.LoopOf(ctx), tasks.After(time.Second, 1))
				ended, stop := context.WithCancel(context.Background())
				stop()
				_, err := p.Wait(ended)
				require.ErrorIs(t, err, context.Canceled)
				require.NotErrorIs(t, err, tasks.ErrWouldBlock)
				return nil
			}), tasks.VirtualClock(), tasks.Debug(debug))
			require.NoError(t, err)
		})
	}
}
