package main

import (
	_ "embed"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/actorloom/actorloom/tasks"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

//go:embed testdata/seed-1.txt
var want string

func TestThePlantHeals(t *testing.T) {
	var out strings.Builder
	require.NoError(t, program(t.Context(), &out, 1, tasks.VirtualClock()))
	require.Equal(t, want, out.String())
}

func TestThePlantHealsWhateverFails(t *testing.T) {
	for seed := range uint64(5) {
		var out strings.Builder
		require.NoError(t, program(t.Context(), &out, seed, tasks.VirtualClock()))
		require.Contains(t, out.String(), "\nhealed\n")
		require.True(t, strings.HasSuffix(out.String(), "\nat work: 0\n"))
	}
}
