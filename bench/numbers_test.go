package main

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle(t *testing.T) {
	require.InDelta(t, 3, median([]float64{1, 2, 4, 9}), 1e-9)
	require.InDelta(t, 2, median([]float64{1, 2, 9}), 1e-9)
	require.True(t, math.IsNaN(median(nil)))
}

func TestTheSpreadIsHalfOfTheDistanceBetweenTheQuartiles(t *testing.T) {
	for _, c := range []struct {
		sorted []float64
		want   float64
	}{
		{[]float64{10}, 0},
		{[]float64{8, 12}, 0.1},                   // 9 and 11
		{[]float64{10, 20, 30, 40}, 7.5 / 25},     // 17.5 and 32.5
		{[]float64{10, 20, 30, 40, 90}, 1. / 3},   // 20 and 40
		{[]float64{1, 2, 3, 4, 5, 6, 7}, 1.5 / 4}, // 2.5 and 5.5
	} {
		require.InDelta(t, c.want, spread(c.sorted), 1e-9, "%v", c.sorted)
	}
}

func TestARatioToOursIsTheMedianOfTheRatiosWithinARound(t *testing.T) {
	p := &program{name: "row"}
	cellOf := func(perOp ...float64) *cell {
		c := &cell{program: p, samples: map[int]sample{}}
		for round, v := range perOp {
			c.samples[round] = sample{perOp: v}
		}
		return c
	}
	peer := cellOf(20, 300, 80) // 2, 3 and 8 times ours; the ratio of the medians would be 8
	r := &row{program: p, cells: []*cell{cellOf(10, 100, 10), nil, peer}}
	r.compare()
	require.InDelta(t, 3, peer.ratio, 1e-9)
	require.True(t, math.IsNaN(r.cells[0].ratio))
	require.True(t, math.IsNaN(r.ratio), "it has no floor")
}
