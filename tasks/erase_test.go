package tasks_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestNothingErasedIsATaskThatCouldNotBeMade(t *testing.T) {
	var none *tasks.Task[int]
	require.ErrorIs(t, tasks.Erase[int](none).Err(), tasks.ErrNilFunc)
	require.ErrorIs(t, tasks.Erase[int](nil).Err(), tasks.ErrNilFunc)
}
