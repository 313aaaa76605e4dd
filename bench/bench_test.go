package main

import (
	"bytes"
	"io"
	"regexp"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestEveryProgramRuns(t *testing.T) {
	defer stopBackground()
	for _, p := range programs() {
		t.Run(p.name, func(*testing.T) {
			if p.bytes != nil {
				p.bytes(10)
				return
			}
			p.run(p.roundUp(1))
		})
	}
}

func TestNoTwoRowsHaveTheSameName(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range programs() {
		require.False(t, seen[p.name], p.name)
		seen[p.name] = true
	}
}

func TestEveryGoalComparesWithARow(t *testing.T) {
	byName := map[string]bool{"": true}
	for _, p := range programs() {
		byName[p.name] = true
	}
	for _, p := range programs() {
		require.True(t, byName[p.goal.of], p.name)
	}
}

// TestStepsDoNotAllocate compares a short and a long run, so that what a program
// allocates once does not count.
func TestStepsDoNotAllocate(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	mallocs := func(run func(int), n int) uint64 {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		run(n)
		runtime.ReadMemStats(&after)
		return after.Mallocs - before.Mallocs
	}
	const short, long = 10_000, 110_000
	for _, p := range programs() {
		if !p.goal.noAllocs {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			p.run(short) // fills the runtime's own caches
			more := float64(mallocs(p.run, long)) - float64(mallocs(p.run, short))
			require.Less(t, more/(long-short), 0.005)
		})
	}
}

func TestASelectionBringsWhatItIsComparedWith(t *testing.T) {
	var names []string
	for _, p := range selection(programs(), regexp.MustCompile("^Run of")) {
		names = append(names, p.name)
	}
	require.Equal(t, []string{roundTrip, startJoin, "Run of a trivial main"}, names)
}

func TestCalibrationKeepsToBatches(t *testing.T) {
	p := &program{batch: 100, run: func(n int) {
		for range n {
			runtime.Gosched()
		}
	}}
	n, err := p.calibrate(time.Millisecond)
	require.NoError(t, err)
	require.Positive(t, n)
	require.Zero(t, n%100)
}

func TestAGoalIsMissedWhenTheRatioIsTooHigh(t *testing.T) {
	base := &row{program: &program{name: roundTrip}, samples: []sample{{perOp: 10}, {perOp: 20}, {perOp: 10}}}
	slow := &row{
		program: &program{name: "slow", goal: goal{of: roundTrip, times: 2}},
		samples: []sample{{perOp: 30}, {perOp: 60}, {perOp: 10}},
	}
	compare([]*row{base, slow})
	require.InDelta(t, 3, slow.ratio, 1e-9, "the median of the rounds' ratios")
	met, any := slow.met()
	require.True(t, any)
	require.False(t, met)
}

func TestTheTableHasALineForEachRow(t *testing.T) {
	r := &row{program: &program{name: roundTrip}, samples: []sample{{perOp: 10}}}
	compare([]*row{r})
	var out bytes.Buffer
	require.NoError(t, writeTable(&out, results{rows: []*row{r}}, settings{rounds: 1}))
	require.Contains(t, out.String(), "| "+roundTrip+" | 10.0 ns |")
	out.Reset()
	require.NoError(t, writeJSON(&out, results{rows: []*row{r}}, settings{rounds: 1}))
	require.Contains(t, out.String(), `"ratio": 1`)
}

func TestAnUnknownRowOfMemoryIsAnError(t *testing.T) {
	require.ErrorContains(t, printBytes(io.Discard, "nothing"), "no row")
}
