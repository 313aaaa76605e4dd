package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/actorloom/actorloom/tasks"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestEachTaskLeavesTheSetWhenItHasEnded(t *testing.T) {
	var out strings.Builder
	require.NoError(t, program(t.Context(), &out, tasks.VirtualClock()))
	require.Equal(t, want, out.String())
}

const want = `in the background: 10
task 0
task 1
task 2
task 3
task 4
task 5
in the background: 4
task 6
task 7
task 8
task 9
in the background: 0
`
