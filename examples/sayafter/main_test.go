package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/actorloom/actorloom/tasks"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheSecondCoroutineBeginsWhenTheFirstHasEnded(t *testing.T) {
	var out strings.Builder
	require.NoError(t, program(t.Context(), &out, tasks.VirtualClock()))
	require.Equal(t, want, out.String())
}

const want = `started at 0s
hello
world
finished at 3s
`
