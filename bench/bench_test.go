package main

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if kind := os.Getenv(brokenPeer); kind != "" {
		broken[kind]()
		return
	}
	goleak.VerifyTestMain(m)
}

func TestEveryProgramRuns(t *testing.T) {
	defer stopBackground()
	for _, p := range programs() {
		t.Run(p.name, func(*testing.T) {
			switch {
			case p.size:
			case p.park != nil:
				p.park(10, func() {})
			case p.fixed > 0:
				p.measure(10)
			default:
				p.measure(p.roundUp(1))
			}
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
	for _, p := range programs() {
		if p.goal.of != "" {
			require.NotNil(t, named(p.goal.of), p.name)
			require.NotEmpty(t, floorNames[p.goal.of], p.name)
		}
	}
}

// TestStepsDoNotAllocate compares a short and a long run, so that what a program
// allocates once does not count.
func TestStepsDoNotAllocate(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	const short, long = 10_000, 110_000
	for _, p := range programs() {
		if !p.goal.noAllocs {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			p.run(short) // fills the runtime's own caches
			runtime.GC()
			before := mallocs()
			p.run(short)
			between := mallocs()
			p.run(long)
			more := float64(mallocs()-between) - float64(between-before)
			require.Less(t, more/(long-short), 0.005)
		})
	}
}

func TestASelectionBringsTheFloorsOfItsGoals(t *testing.T) {
	var names []string
	for _, p := range selection(programs(), regexp.MustCompile("^Run of")) {
		names = append(names, p.name)
	}
	require.Equal(t, []string{startJoin, "Run of a trivial main"}, names)
}

func TestARowThatNeedsMoreCoresThanGoUsesIsLeftOut(t *testing.T) {
	var log bytes.Buffer
	all := []*program{{name: "one"}, {name: "two", cores: 2}}
	require.Len(t, withCores(slices.Clone(all), 2, &log), 2)
	require.Empty(t, log.String())
	require.Equal(t, all[:1], withCores(slices.Clone(all), 1, &log))
	require.Equal(t, "row \"two\" is left out: it needs 2 cores, and GOMAXPROCS is 1\n", log.String())
}

// here is a column in this process that has all rows.
func here() *column {
	c := &column{name: "ours", programs: map[string]bool{}}
	for _, p := range programs() {
		c.programs[p.name] = true
	}
	return c
}

func rowOf(p *program, samples ...sample) *row {
	c := &cell{column: &column{name: "ours"}, program: p, n: 1_000_000, samples: map[int]sample{}}
	for round, s := range samples {
		c.samples[round] = s
	}
	r := &row{program: p, cells: []*cell{c}}
	r.compare()
	return r
}

func slow() *row {
	return rowOf(&program{name: "slow", goal: goal{of: roundTrip, times: 2}},
		sample{perOp: 30, floor: 10}, sample{perOp: 60, floor: 20}, sample{perOp: 10, floor: 10})
}

func TestAGoalIsMissedWhenTheRatioIsTooHigh(t *testing.T) {
	r := slow()
	require.InDelta(t, 3, r.ratio, 1e-9, "the median of the rounds' ratios")
	met, known := r.met()
	require.True(t, known)
	require.False(t, met)
}

func TestAGoalOfNoAllocationsIsMissedByOneInAHundred(t *testing.T) {
	p := &program{goal: goal{noAllocs: true}}
	met, _ := rowOf(p, sample{perOp: 1, allocs: 0.001}).met()
	require.True(t, met)
	met, _ = rowOf(p, sample{perOp: 1, allocs: 0.01}).met()
	require.False(t, met)
}

// slowerBy is the slow row, at a ratio of its own.
func slowerBy(ratio float64) *row {
	r := slow()
	r.ratio = ratio
	return r
}

func TestOnSharedCoresWhatTakesThreeTimesAsLongFailsAndNoiseDoesNot(t *testing.T) {
	t.Setenv("CI", "true")
	recorded := map[string]float64{"slow": 0.9} // well below its goal of 2
	require.Empty(t, slowerBy(1.8*0.9).worse(recorded))
	require.Contains(t, slowerBy(3*0.9).worse(recorded), "at most 2.25: the baseline and 150 %")
}

func TestARatioIsThatOfTheLeastThatWasEverSeen(t *testing.T) {
	seen := least{}
	r := slow()
	seen.add([]*row{r}) // 10, and of its floor 10
	require.InDelta(t, 1, seen.ratio(r.program), 1e-9)
	seen.add([]*row{rowOf(r.program, sample{perOp: 80, floor: 5})}) // a better floor, and a worse row
	require.InDelta(t, 2, seen.ratio(r.program), 1e-9)
	require.True(t, math.IsNaN(seen.ratio(&program{name: "no goal"})))
}

func TestARowIsWorseThanItsGoalWhenItHadReachedIt(t *testing.T) {
	t.Setenv("CI", "")
	require.Contains(t, slow().worse(map[string]float64{"slow": 1.9}), "at most 2.30: the goal")
}

func TestARowIsHeldToItsBaselineWhenThatMissesTheGoal(t *testing.T) {
	t.Setenv("CI", "")
	require.Empty(t, slow().worse(map[string]float64{"slow": 2.7}))
	require.Contains(t, slow().worse(map[string]float64{"slow": 2.5}), "the baseline")
}

func TestTheBaselineHasTheRowsWithRatios(t *testing.T) {
	text, err := os.ReadFile(filepath.Base(baselineFile))
	require.NoError(t, err)
	var recorded map[string]float64
	require.NoError(t, json.Unmarshal(text, &recorded))
	for _, p := range programs() {
		if p.goal.of != "" && p.cores <= 1 {
			require.Contains(t, recorded, p.name)
			delete(recorded, p.name)
		}
	}
	require.Empty(t, recorded)
}

func TestTheTablesHaveALineForEachRow(t *testing.T) {
	r := results{columns: []*column{{name: "ours"}}, rows: []*row{rowOf(named(roundTrip), sample{perOp: 10}), slow()}}
	var out bytes.Buffer
	require.NoError(t, writeTable(&out, r, settings{rounds: 1}))
	require.Contains(t, out.String(), "| "+roundTrip+" | ")
	require.Contains(t, out.String(), "| slow, ns |")
	require.Contains(t, out.String(), "|  NO |")
	out.Reset()
	require.NoError(t, writeJSON(&out, r, settings{rounds: 1}))
	require.Contains(t, out.String(), `"to_floor": 3`)
	require.Contains(t, out.String(), `"floors": [`)
}

func TestAPeerAnswersUntilItsInputEnds(t *testing.T) {
	var out bytes.Buffer
	in := `{"program":"yield, alone","n":10}` + "\n" + `{"program":"nothing","n":1}` + "\n"
	require.NoError(t, serve(strings.NewReader(in), &out))
	from := json.NewDecoder(&out)
	var h hello
	require.NoError(t, from.Decode(&h))
	require.Contains(t, h.Programs, "yield, alone")
	var a answer
	require.NoError(t, from.Decode(&a))
	require.NotNil(t, a.Ns)
	require.Positive(t, *a.Ns)
	a = answer{}
	require.NoError(t, from.Decode(&a))
	require.Contains(t, a.Error, "nothing")
	require.ErrorIs(t, from.Decode(&a), io.EOF)
}
