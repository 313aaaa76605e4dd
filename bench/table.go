package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// row is a program with what was measured.
type row struct {
	program *program
	n       int
	samples []sample // one a round
	ratio   float64  // to the program's base; NaN without
	goal    float64  // to what the goal compares with; NaN without
}

// perOp is the samples' nanoseconds or bytes, sorted.
func (r *row) perOp() []float64 {
	all := make([]float64, len(r.samples))
	for i, s := range r.samples {
		all[i] = s.perOp
	}
	slices.Sort(all)
	return all
}

func (r *row) allocs() float64 {
	all := make([]float64, len(r.samples))
	for i, s := range r.samples {
		all[i] = s.allocs
	}
	slices.Sort(all)
	return median(all)
}

// median is that of a sorted list.
func median(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// compare fills in the ratios: each the median over the rounds of the ratio in
// one round, where both programs ran under the same conditions.
func compare(rows []*row) {
	byName := map[string]*row{}
	for _, r := range rows {
		byName[r.program.name] = r
	}
	for _, r := range rows {
		r.ratio = r.over(byName[r.program.base()])
		r.goal = r.over(byName[r.program.goal.of])
	}
}

func (r *row) over(base *row) float64 {
	if base == nil {
		return math.NaN()
	}
	all := make([]float64, len(r.samples))
	for i := range all {
		all[i] = r.samples[i].perOp / base.samples[i].perOp
	}
	slices.Sort(all)
	return median(all)
}

// none is the number of allocations an operation that counts as none: what a
// program allocates once, for its loop and its tasks, is spread over all of its
// operations.
const none = 0.02

// met reports whether the row has reached its goals, and whether it has any.
func (r *row) met() (met, any bool) {
	g := r.program.goal
	return !(r.goal > g.times) && !(g.noAllocs && r.allocs() >= none), g != goal{}
}

func (g goal) String() string {
	var parts []string
	switch {
	case g.of == roundTrip:
		parts = append(parts, fmt.Sprintf("<= %g R", g.times))
	case g.of == startJoin:
		parts = append(parts, fmt.Sprintf("<= %g x start and join", g.times))
	case g.of == requestFuture:
		parts = append(parts, fmt.Sprintf("<= %g x RequestFuture", g.times))
	case g.of != "":
		parts = append(parts, fmt.Sprintf("<= %g x bare", g.times))
	}
	if g.noAllocs {
		parts = append(parts, "0 allocs")
	}
	return strings.Join(parts, ", ")
}

var columns = []string{"program", "per op", "min..max", "ratio", "allocs/op", "goal", "met"}

// cells is the row for people to read.
func (r *row) cells() []string {
	p := r.program
	values := r.perOp()
	cells := []string{
		p.name,
		number(median(values)) + " " + p.unit(),
		number(values[0]) + ".." + number(values[len(values)-1]),
		"", "", p.goal.String(), "",
	}
	if !math.IsNaN(r.ratio) {
		cells[3] = fmt.Sprintf("%.2f", r.ratio)
	}
	if a := r.allocs(); a >= 0 {
		cells[4] = pick(a < none, "0", strconv.FormatFloat(a, 'f', 1, 64))
	}
	if met, any := r.met(); any {
		cells[6] = pick(met, "yes", "NO")
		if p.goal.of != "" && p.goal.of != p.base() {
			cells[6] += fmt.Sprintf(", %.2f", r.goal)
		}
	}
	return cells
}

// number keeps three digits of a small number and all of a large one.
func number(v float64) string {
	switch {
	case v < 10:
		return strconv.FormatFloat(v, 'f', 2, 64)
	case v < 100:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}

// writeTable prints the rows as a Markdown table that is also aligned.
func writeTable(out io.Writer, r results, s settings) error {
	lines := [][]string{columns}
	for _, r := range r.rows {
		lines = append(lines, r.cells())
	}
	widths := make([]int, len(columns))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s; %d rounds of %s a program\n", machine(), s.rounds, s.target)
	fmt.Fprintf(&b, "%s\n\n", r.others)
	for i, line := range lines {
		for c, cell := range line {
			left := c == 0 || c >= 5
			fmt.Fprintf(&b, "| %*s ", pick(left, -1, 1)*widths[c], cell)
		}
		b.WriteString("|\n")
		if i == 0 {
			for c, w := range widths {
				b.WriteString("|" + strings.Repeat("-", w+1) + pick(c > 0 && c < 5, ":", "-"))
			}
			b.WriteString("|\n")
		}
	}
	b.WriteString("\nratio: to R; in the rows about memory, to a suspended bare iter.Pull.\n")
	_, err := io.WriteString(out, b.String())
	return err
}
