package main

import (
	"math"
	"slices"
	"strconv"
)

// perOp is the samples' nanoseconds or bytes, sorted.
func (c *cell) perOp() []float64 {
	return sorted(c, func(_ int, s sample) float64 { return s.perOp })
}

// floors are what the goal's floor took before each sample, sorted.
func (c *cell) floors() []float64 {
	return sorted(c, func(_ int, s sample) float64 {
		if s.floor == 0 {
			return math.NaN()
		}
		return s.floor
	})
}

func (c *cell) allocs() float64 {
	return median(sorted(c, func(_ int, s sample) float64 { return s.allocs }))
}

func sorted(c *cell, value func(round int, s sample) float64) []float64 {
	var all []float64
	for round, s := range c.samples {
		if v := value(round, s); !math.IsNaN(v) {
			all = append(all, v)
		}
	}
	slices.Sort(all)
	return all
}

// median is that of a sorted list, NaN of an empty one.
func median(sorted []float64) float64 {
	n := len(sorted)
	if n == 0 {
		return math.NaN()
	}
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// spread is half of the distance between the quartiles, as a part of the median.
func spread(sorted []float64) float64 {
	if len(sorted) < 2 || median(sorted) == 0 {
		return 0
	}
	return (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 2 / median(sorted)
}

// quantile is that of a sorted list that is not empty. Between two values it is in proportion:
// of as few as there are rounds, the nearest ones may be the least and the greatest.
func quantile(sorted []float64, part float64) float64 {
	below, between := math.Modf(part * float64(len(sorted)-1))
	i := int(below)
	if between == 0 {
		return sorted[i]
	}
	return sorted[i] + between*(sorted[i+1]-sorted[i])
}

// compare fills in the ratios: each the median over the rounds of the ratio in
// one round, where both programs ran under the same conditions.
func (r *row) compare() {
	r.ratio = math.NaN()
	own := r.cells[0]
	if own != nil {
		r.ratio = median(sorted(own, func(_ int, s sample) float64 {
			if s.floor == 0 {
				return math.NaN()
			}
			return s.perOp / s.floor
		}))
	}
	for _, c := range r.cells {
		if c == nil {
			continue
		}
		c.ratio = math.NaN()
		if own != nil && c != own {
			c.ratio = median(sorted(c, func(round int, s sample) float64 {
				if s.perOp <= 0 || own.samples[round].perOp <= 0 { // a coarse clock
					return math.NaN()
				}
				return s.perOp / own.samples[round].perOp
			}))
		}
	}
}

// number keeps three digits of a small number and all of a large one.
func number(v float64) string {
	switch {
	case v < 10:
		return strconv.FormatFloat(v, 'f', 2, 64)
	case v < 100:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case v < 100_000:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case v < 10e6:
		return strconv.FormatFloat(v/1e3, 'f', 0, 64) + "k"
	}
	return strconv.FormatFloat(v/1e6, 'f', 1, 64) + "M"
}

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}
