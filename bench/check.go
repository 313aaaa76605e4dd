package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
)

// baselineFile has the ratio of each row that has a goal, to the goal's floor, as
// it was when somebody last wrote it with -record.
const baselineFile = "bench/baseline.json"

// slack is how many times its limit a ratio may be: what remains of the machine's
// noise. With CI=true others use the cores too, and not all programs suffer alike: that
// adds up to 70 % to a ratio. What takes three times as long must fail there.
func slack() float64 { return pick(shared(), 2.5, 1.15) }

func shared() bool { return os.Getenv("CI") == "true" }

// tries is how often a row may be measured before it fails. A change for the
// worse is there every time; noise is not.
const tries = 6

// rare is the growth of the heap, in percent, before a collection.
const rare = 3200

// check measures the rows that have goals, without peers. A row fails when its
// ratio is above its limit by more than the slack. The limit is the goal for rows
// that had reached it when the baseline was recorded, and else what was recorded.
// Rows without allocations must stay so.
func check(s settings, out, log io.Writer) error {
	recorded, err := readBaseline()
	if err != nil {
		return err
	}
	left, seen := withGoals(s), least{}
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

// least is the least that each program took for an operation. What else runs on
// the machine can only add to that, and adds more to some programs than to others:
// so the ratio of two minima is steadier than a median of ratios.
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

// record writes the baseline, from as many tries as a row that fails gets.
func record(s settings, log io.Writer) error {
	recorded, err := readBaseline()
	if err != nil || s.only.String() == "" {
		recorded = map[string]float64{} // else the other rows keep theirs
	}
	rows, seen := withGoals(s), least{}
	for range tries {
		if _, err := measureGoals(rows, seen, s, log); err != nil {
			return err
		}
	}
	for _, p := range rows {
		if ratio := seen.ratio(p); !math.IsNaN(ratio) {
			recorded[p.name] = math.Round(ratio*1000) / 1000
		}
	}
	return writeBaseline(recorded)
}

// withGoals leaves out those that need several cores: a check runs where others use
// these too.
func withGoals(s settings) []*program {
	var rows []*program
	for _, p := range programs() {
		if p.goal != (goal{}) && p.cores <= 1 && s.only.MatchString(p.name) {
			rows = append(rows, p)
		}
	}
	return rows
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

// limit is what the ratio may be, before the slack: the goal, or what was recorded
// when that is worse. Where others use the cores it is what was recorded in any case:
// beside that much slack, a goal that is far above it would hide too much.
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

func readBaseline() (map[string]float64, error) {
	text, err := os.ReadFile(filepath.FromSlash(baselineFile))
	if err != nil {
		return nil, fmt.Errorf("run the command in the repository's root: %w", err)
	}
	var recorded map[string]float64
	return recorded, json.Unmarshal(text, &recorded)
}

func writeBaseline(recorded map[string]float64) error {
	text, err := json.MarshalIndent(recorded, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.FromSlash(baselineFile), append(text, '\n'), 0o644)
}
