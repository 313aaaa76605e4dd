package main

import (
	"io"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCalibrationKeepsToBatches(t *testing.T) {
	p := &program{batch: 100, run: func(n int) {
		for range n {
			runtime.Gosched()
		}
	}}
	c := &cell{column: here(), program: p}
	require.NoError(t, c.calibrate(time.Millisecond, false))
	require.Positive(t, c.n)
	require.Zero(t, c.n%100)
}

// taking is a cell whose program takes what took says, without a clock.
func taking(took func(n int) time.Duration) *cell {
	p := &program{name: "row", timed: func(n int, c *stopwatch) { c.took = took(n) }}
	return &cell{column: &column{name: "ours", programs: map[string]bool{p.name: true}}, program: p, samples: map[int]sample{}}
}

func TestWhatTheFirstRunAloneTakesDoesNotDecideN(t *testing.T) {
	for _, once := range []time.Duration{4 * time.Millisecond, time.Second} {
		c := taking(func(n int) time.Duration {
			first := once
			once = 0
			return first + time.Duration(n)*time.Microsecond
		})
		require.NoError(t, c.calibrate(10*time.Millisecond, false))
		require.InDelta(t, 10_000, c.n, 4_000)
	}
}

func TestAProgramThatTakesNoTimeIsAnError(t *testing.T) {
	c := taking(func(int) time.Duration { return 1 })
	require.ErrorContains(t, c.calibrate(10*time.Millisecond, false), "ours: row")
}

func TestNoColumnAlwaysRunsAfterTheSameOne(t *testing.T) {
	const columns, rounds = 11, 5
	ran := -1
	after := make([]map[int]bool, columns)
	r := &row{program: &program{}}
	for i := range columns {
		after[i] = map[int]bool{}
		c := taking(func(int) time.Duration {
			after[i][ran] = true
			ran = i
			return 1
		})
		c.n = 1
		r.cells = append(r.cells, c)
	}
	for round := range rounds {
		require.NoError(t, r.measure(round, nil, io.Discard))
		ran = -1
	}
	for i := range columns {
		require.Greater(t, len(after[i]), 1, "column %d", i)
		require.Len(t, r.cells[i].samples, rounds)
	}
}
