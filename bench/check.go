package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"runtime/debug"
	"slices"
)

// Has a row become slower? It has when its ratio is above its limit by more than the slack.
//
//	ratio     the row's least time for an operation, to the least of its goal's floor
//	baseline  what the ratio was when somebody last wrote it with -record
//	limit     the goal, or the baseline when that is higher; with CI=true the baseline
//	slack     15 %; with CI=true, where others use the cores too, 150 %
//
// For two rows whose goal is 2 R, that is
//
//	baseline  quiet machine: fails above  CI=true: fails above
//	1.2       2   * 1.15 = 2.3            1.2 * 2.5 = 3
//	2.4       2.4 * 1.15 = 2.76           2.4 * 2.5 = 6
//
// A row that fails is measured again, with its floor. The least of all tries counts, since what
// else runs on the machine can only add time. What is still too slow at the last try fails.

// slack is how many times its limit a ratio may be: what remains of the machine's noise, of
// which not all programs suffer alike. With CI=true that adds up to 70 % to a ratio. What takes
// three times as long must fail there.
func slack() float64 { return pick(shared(), 2.5, 1.15) }

func shared() bool { return os.Getenv("CI") == "true" }

// tries is how often a row may be measured before it fails. A change for the
// worse is there every time; noise is not.
const tries = 6

// rare is the growth of the heap, in percent, before a collection.
const rare = 3200

// check measures the rows that have goals, without peers, and fails when one has become
// slower, or allocates and should not.
func check(s settings, out, log io.Writer) error {
	recorded, err := readBaseline()
	if err != nil {
		return err
	}
	left, err := withGoals(s)
	if err != nil {
		return err
	}
	seen := least{}
	for try := 1; len(left) > 0; try++ {
		measured, err := measureGoals(left, seen, s, log)
		if err != nil {
			return err
		}
		left = nil
		for _, r := range measured {
			why := r.worse(recorded)
			switch {
			case why == "":
				fmt.Fprintf(out, "ok    %-50s %s\n", r.program.name, r.against(recorded))
				continue
			case try == tries:
				fmt.Fprintf(out, "WORSE %-50s %s\n", r.program.name, why)
			}
			left = append(left, r.program)
		}
		if try == tries && len(left) > 0 {
			return fmt.Errorf("%d rows are worse, %d times in a row", len(left), tries)
		}
	}
	return nil
}

// least is the least that each program took for an operation. Other work adds more time to some
// programs than to others: so the ratio of two minima is steadier than a median of ratios.
type least map[string]float64

func (l least) note(name string, perOp float64) {
	if was, ok := l[name]; !ok || perOp < was {
		l[name] = perOp
	}
}

func (l least) add(rows []*row) {
	for _, r := range rows {
		for _, s := range r.cells[0].samples {
			l.note(r.program.name, s.perOp)
			if s.floor > 0 {
				l.note(r.program.goal.of, s.floor)
			}
		}
	}
}

// ratio is the program's to the floor of its goal, NaN without.
func (l least) ratio(p *program) float64 {
	if p.goal.of == "" {
		return math.NaN()
	}
	return l[p.name] / l[p.goal.of]
}

// withGoals leaves out those that need several cores: a check runs where others use
// these too.
func withGoals(s settings) (rows []*program, err error) {
	for _, p := range programs() {
		if p.goal != (goal{}) && p.cores <= 1 && s.only.MatchString(p.name) {
			rows = append(rows, p)
		}
	}
	if len(rows) == 0 {
		err = errNoRow(s)
	}
	return rows, err
}

// measureGoals measures rows and the floors of their goals, adds that to what was
// seen before, and returns the rows. Meanwhile collections are rare: what they take
// depends on whether another core is free, which is no property of the library. For
// the tables they are as frequent as usual.
func measureGoals(rows []*program, seen least, s settings, log io.Writer) ([]*row, error) {
	defer stopBackground()
	defer debug.SetGCPercent(debug.SetGCPercent(rare))
	own, err := ours(os.TempDir())
	if err != nil {
		return nil, err
	}
	measured, err := measureAll(withFloors(rows), []*column{own}, s, log)
	seen.add(measured)
	measured = slices.DeleteFunc(measured, func(r *row) bool { return !slices.Contains(rows, r.program) })
	for _, r := range measured {
		r.ratio = seen.ratio(r.program)
	}
	return measured, err
}

// withFloors adds what the rows' goals compare with, in the table's order.
func withFloors(rows []*program) []*program {
	wanted := map[string]bool{}
	for _, p := range rows {
		wanted[p.name], wanted[p.goal.of] = true, true
	}
	return slices.DeleteFunc(programs(), func(p *program) bool { return !wanted[p.name] })
}

// limit is what the ratio may be, before the slack. With CI=true that is the baseline, since a
// goal that is far above it would, beside that much slack, hide too much.
func (r *row) limit(recorded map[string]float64) float64 {
	if was, ok := recorded[r.program.name]; ok && (was > r.program.goal.times || shared()) {
		return was
	}
	return r.program.goal.times
}

// worse says why the row fails, and nothing when it does not.
func (r *row) worse(recorded map[string]float64) string {
	if r.ratio > r.limit(recorded)*slack() {
		return r.against(recorded)
	}
	if own := r.cells[0]; r.program.goal.noAllocs && own.allocates() {
		return fmt.Sprintf("%.2f allocations an operation, and should have none", own.allocs())
	}
	return ""
}

func (r *row) against(recorded map[string]float64) string {
	if math.IsNaN(r.ratio) {
		return "no allocations"
	}
	limit := r.limit(recorded)
	return fmt.Sprintf("%.2f, at most %.2f: the %s and %.0f %%", r.ratio, limit*slack(),
		pick(limit == r.program.goal.times, "goal", "baseline"), 100*(slack()-1))
}
