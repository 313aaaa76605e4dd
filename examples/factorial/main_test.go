package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/actorloom/actorloom/tasks"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheStepsInterleaveAndTheResultsKeepTheirOrder(t *testing.T) {
	var out strings.Builder
	require.NoError(t, program(t.Context(), &out, tasks.VirtualClock()))
	require.Equal(t, want, out.String())
}

const want = `Task A: Compute factorial(2), currently i=2...
Task B: Compute factorial(3), currently i=2...
Task C: Compute factorial(4), currently i=2...
Task A: factorial(2) = 2
Task B: Compute factorial(3), currently i=3...
Task C: Compute factorial(4), currently i=3...
Task B: factorial(3) = 6
Task C: Compute factorial(4), currently i=4...
Task C: factorial(4) = 24
[2 6 24]
`
