package tasks_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// The race detector decides.
func TestADriverLeavesALoopAloneThatHasShut(t *testing.T) {
	l, err := tasks.Start(tasks.Debug(false))
	require.NoError(t, err)
	f := tasks.NewFutureOn[int](l)
	require.NoError(t, l.Shutdown(t.Context()))
	require.NoError(t, f.SetError(errBoom))
	require.ErrorIs(t, f.Err(), errBoom)
}
