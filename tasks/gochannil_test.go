package tasks_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestADeadlockSaysThatAGoChannelIsNil(t *testing.T) {
	_, err := tasks.Run(t.Context(), func(ctx context.Context) (int, error) {
		n, _, err := tasks.Recv[int](ctx, nil)
		return n, err
	}, tasks.VirtualClock())
	require.ErrorContains(t, err, "a Go channel that is nil")
}
