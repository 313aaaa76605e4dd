package conformance

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// modes are the ways to drive a loop; a scenario has one trace in all of them.
var modes = map[string]func(*Scenario) (Trace, error){
	"driven by the caller": func(s *Scenario) (Trace, error) { return Play(s, tasks.Debug(false)), nil },
	"in debug mode":        func(s *Scenario) (Trace, error) { return Play(s, tasks.Debug(true)), nil },
	"driven as an actor":   func(s *Scenario) (Trace, error) { return PlayInBackground(s, tasks.Debug(false)) },
}

func TestTracesEqualThoseOfCPython(t *testing.T) {
	files, err := filepath.Glob("testdata/*.scenarios.jsonl")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		scenarios, err := ReadScenarios(file)
		require.NoError(t, err)
		traces, err := ReadTraces(strings.Replace(file, ".scenarios.", ".traces.", 1))
		require.NoError(t, err)
		require.Len(t, traces, len(scenarios))
		for mode, play := range modes {
			t.Run(filepath.Base(file)+", "+mode, func(t *testing.T) {
				for i := range scenarios {
					require.Equal(t, scenarios[i].ID, traces[i].ID)
					got, err := play(&scenarios[i])
					require.NoError(t, err)
					if d := Difference(traces[i], got); d != "" {
						t.Errorf("%s: %s", scenarios[i].ID, d)
					}
				}
			})
		}
	}
}

func TestDifferenceFindsTheFirstEventThatDiffers(t *testing.T) {
	want := Trace{Events: [][]any{{0, "main#1", "start"}, {1, "main#1", "raise", []any{"Cancelled", "a"}}}}
	require.Empty(t, Difference(want, want))
	other := Trace{Events: [][]any{{0, "main#1", "start"}, {1, "main#1", "raise", []any{"Cancelled", "b"}}}}
	require.Contains(t, Difference(want, other), "event 1")
	require.Contains(t, Difference(want, Trace{Events: want.Events[:1]}), "ends")
}

func TestAnyMessageEqualsACancellationWithoutOne(t *testing.T) {
	want := Trace{Events: [][]any{{1, "main#1", "raise", []any{"Cancelled", nil}}}}
	got := Trace{Events: [][]any{{1, "main#1", "raise", []any{"Cancelled", "b"}}}}
	require.Empty(t, Difference(want, got))
	require.NotEmpty(t, Difference(got, want))
}
