package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// allocates reports whether an operation allocates. What a program allocates once,
// for its loop and its tasks, is in the number too: that much is free.
func (c *cell) allocates() bool {
	const once, each = 3000, 0.005
	return c.allocs() > each+once/float64(c.n)
}

// met reports whether the row has reached its goals, and whether it has any that
// could be looked at.
func (r *row) met() (met, known bool) {
	g := r.program.goal
	if g == (goal{}) || r.cells[0] == nil {
		return false, false
	}
	return !(r.ratio > g.times) && !(g.noAllocs && r.cells[0].allocates()), true
}

// floorNames are short, for the goals.
var floorNames = map[string]string{
	roundTrip:     "R",
	startJoin:     "start and join",
	bareHeap:      "container/heap",
	swapped1:      "a swapped slice",
	swapped4:      "a swapped slice",
	suspended:     "bare iter.Pull",
	requestFuture: "RequestFuture",
	poolOf1:       "a pool of 1",
}

func (g goal) String() string {
	var parts []string
	if g.of != "" {
		parts = append(parts, fmt.Sprintf("%.3g %s", g.times, floorNames[g.of]))
	}
	if g.noAllocs {
		parts = append(parts, "0 allocs")
	}
	return strings.Join(parts, ", ")
}

// goalCells is the row's line among the goals, nil without one.
func (r *row) goalCells() []string {
	met, known := r.met()
	if !known {
		return nil
	}
	cells := []string{r.program.name, r.program.goal.String(), "", "", pick(met, "yes", "NO")}
	if !math.IsNaN(r.ratio) {
		cells[2] = strconv.FormatFloat(r.ratio, 'f', 2, 64)
	}
	if a := r.cells[0].allocs(); a >= 0 {
		cells[3] = pick(!r.cells[0].allocates(), "0", strconv.FormatFloat(a, 'f', 1, 64))
	}
	return cells
}
