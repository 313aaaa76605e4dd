// Command bench measures the library against floors of plain Go, and prints one
// table.
//
//	go run ./bench             everything: about a minute
//	go run ./bench -quick      fewer and shorter rounds
//	go run ./bench -only yield rows that match, and what they are compared with
//	go run ./bench -json       the same numbers for programs to read
//
// All programs take turns: a round runs each of them once, so what disturbs the
// machine for a while disturbs all rows and not one. README.md says what each
// row measures, and what it does not.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime/pprof"
	"time"
)

type settings struct {
	rounds int
	target time.Duration // of one program in one round
	only   *regexp.Regexp
	json   bool
}

func main() {
	var s settings
	quick := flag.Bool("quick", false, "fewer and shorter rounds")
	only := flag.String("only", "", "run the rows whose name matches this `regexp`, and what they are compared with")
	memory := flag.String("memory", "", "print the bytes of one `row` and exit: how the command calls itself")
	flag.IntVar(&s.rounds, "rounds", 0, "number of rounds (7, or 3 with -quick)")
	flag.DurationVar(&s.target, "target", 0, "time for one program in one round (75ms, or 40ms with -quick)")
	flag.BoolVar(&s.json, "json", false, "print JSON")
	profile := flag.String("cpuprofile", "", "write a profile of the rounds to this `file`")
	flag.Parse()
	if *memory != "" {
		fatal(printBytes(os.Stdout, *memory))
		return
	}
	if s.rounds <= 0 {
		s.rounds = pick(*quick, 3, 7)
	}
	if s.target <= 0 {
		s.target = pick(*quick, 40*time.Millisecond, 75*time.Millisecond)
	}
	var err error
	s.only, err = regexp.Compile(*only)
	fatal(err)
	if *profile != "" {
		file, err := os.Create(*profile)
		fatal(err)
		fatal(pprof.StartCPUProfile(file))
		defer pprof.StopCPUProfile()
	}
	fatal(bench(s, os.Stdout, os.Stderr))
}

// results are what a run of the command has found.
type results struct {
	rows   []*row
	others load
}

// bench runs what is selected and writes the table to out, and progress to log.
func bench(s settings, out, log io.Writer) error {
	defer stopBackground()
	selected := selection(programs(), s.only)
	peers, stop := peerPrograms(log)
	defer stop()
	for _, p := range peers {
		if s.only.MatchString(p.name) {
			selected = append(selected, p)
		}
	}
	if len(selected) == 0 {
		return fmt.Errorf("no row matches -only %s", s.only)
	}
	others := othersSince()
	rows, err := measureAll(selected, s, log)
	if err != nil {
		return err
	}
	stop() // so that the peers count as our own
	r := results{rows, others()}
	if s.json {
		return writeJSON(out, r, s)
	}
	return writeTable(out, r, s)
}

// measureAll calibrates every program and then runs them in rounds. Each round
// begins with another program, so that none always follows the same one.
func measureAll(programs []*program, s settings, log io.Writer) ([]*row, error) {
	rows := make([]*row, len(programs))
	for i, p := range programs {
		n, err := p.calibrate(s.target)
		if err != nil {
			return nil, err
		}
		rows[i] = &row{program: p, n: n}
	}
	for round := range s.rounds {
		fmt.Fprintf(log, "round %d of %d\n", round+1, s.rounds)
		start := round * len(rows) / s.rounds
		for i := range rows {
			r := rows[(start+i)%len(rows)]
			if !r.program.due(round) {
				continue
			}
			sample, err := r.program.measure(r.n)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", r.program.name, err)
			}
			r.samples = append(r.samples, sample)
		}
	}
	compare(rows)
	return rows, nil
}

// selection is the programs that match, and those that they are compared with.
func selection(all []*program, only *regexp.Regexp) []*program {
	wanted := map[string]bool{}
	matched := false
	for _, p := range all {
		if only.MatchString(p.name) {
			matched = true
			wanted[p.name] = true
			wanted[p.goal.of] = true
			wanted[p.base()] = true
		}
	}
	if !matched {
		wanted[roundTrip] = true // peers are compared with it
	}
	var selected []*program
	for _, p := range all {
		if wanted[p.name] {
			selected = append(selected, p)
		}
	}
	return selected
}

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

func fatal(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
