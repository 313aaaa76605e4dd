package actor_test

import (
	"context"
	"runtime"
	"testing"
	"weak"

	"github.com/stretchr/testify/require"
)

func TestACallAtTheEndOfATaskThatWasTakenBackKeepsNoLaterOne(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		first := context.AfterFunc(ctx, func() {})
		stop, second := afterEndOf(ctx)
		require.True(t, first())
		last := context.AfterFunc(ctx, func() {})
		require.True(t, stop())
		require.True(t, last())
		require.True(t, collected(second))
		runtime.KeepAlive(first)
		return nil
	}))
}

// afterEndOf takes a call for the end of ctx, and returns a sign of whether something keeps it.
func afterEndOf(ctx context.Context) (stop func() bool, kept weak.Pointer[[64]int]) {
	used := new([64]int)
	return context.AfterFunc(ctx, func() { used[0]++ }), weak.Make(used)
}
