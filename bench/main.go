// Command bench measures the library against floors of plain Go and against
// peers, and prints tables. Run it in the repository's root.
//
//	go run ./bench             everything
//	go run ./bench -quick      fewer and shorter rounds: about a minute
//	go run ./bench -only yield rows that match, and the floors of their goals
//	go run ./bench -peers node columns that match, beside ours; ^$ for none
//	go run ./bench -json       the same numbers for programs to read
//	go run ./bench -svg FILE   a picture of them too
//	go run ./bench -check      fails when a row has become slower: see check.go
//
// All programs take turns: a round runs each of them once, in all columns, so
// what disturbs the machine for a while disturbs all and not one. README.md says
// what each row measures, and what it does not.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"runtime/pprof"
	"slices"
	"time"
)

type settings struct {
	rounds int
	target time.Duration // of one program in one round
	only   *regexp.Regexp
	peers  *regexp.Regexp
	json   bool
	svg    string
	check  bool
	record bool
	quick  bool
}

func main() {
	var s settings
	flag.BoolVar(&s.quick, "quick", false, "fewer and shorter rounds, and a tenth of the large numbers")
	only := flag.String("only", "", "run the rows whose name matches this `regexp`, and the floors of their goals")
	peers := flag.String("peers", "", "run the columns whose name matches this `regexp`, beside ours")
	serving := flag.Bool("serve", false, "be a peer: how the command calls itself")
	flag.IntVar(&s.rounds, "rounds", 0, "number of rounds (5, or 2 with -quick, or 9 with -check)")
	flag.DurationVar(&s.target, "target", 0, "time for one program in one round (50ms, or 10ms with -quick)")
	flag.BoolVar(&s.json, "json", false, "print JSON")
	flag.StringVar(&s.svg, "svg", "", "draw the table into this `file`")
	flag.BoolVar(&s.check, "check", false, "compare the goals' rows with "+baselineFile+", and fail when one is slower")
	flag.BoolVar(&s.record, "record", false, "write "+baselineFile+" anew")
	profile := flag.String("cpuprofile", "", "write a profile of the rounds to this `file`")
	flag.Parse()
	if flag.NArg() > 0 {
		fatal(fmt.Errorf("%q is no flag: -only and -peers choose what runs", flag.Arg(0)))
	}
	if *serving {
		fatal(serve(os.Stdin, os.Stdout))
		return
	}
	if s.check && s.record {
		fatal(errors.New("-check compares with what -record writes: one of them"))
	}
	if (s.check || s.record) && (s.json || s.svg != "") {
		fatal(errors.New("-check and -record print no -json, and draw no -svg"))
	}
	if s.rounds <= 0 {
		s.rounds = pick(s.check || s.record, 9, pick(s.quick, 2, 5))
	}
	if s.target <= 0 {
		s.target = pick(s.quick, 10*time.Millisecond, 50*time.Millisecond)
	}
	var err error
	s.only, err = regexp.Compile(*only)
	fatal(err)
	s.peers, err = regexp.Compile(*peers)
	fatal(err)
	if s.svg != "" { // now, and not after all that was measured
		file, err := os.OpenFile(s.svg, os.O_WRONLY|os.O_CREATE, 0o644)
		fatal(err)
		fatal(file.Close())
	}
	if *profile != "" {
		file, err := os.Create(*profile)
		fatal(err)
		fatal(pprof.StartCPUProfile(file))
	}
	switch {
	case s.record:
		err = record(s, os.Stderr)
	case s.check:
		err = check(s, os.Stdout, os.Stderr)
	default:
		err = bench(s, os.Stdout, os.Stderr)
	}
	pprof.StopCPUProfile() // before fatal: what has failed is worth a look
	fatal(err)
}

// results are what a run of the command has found.
type results struct {
	columns []*column
	rows    []*row
	others  load
}

// bench runs what is selected and writes the tables to out, and progress to log.
func bench(s settings, out, log io.Writer) error {
	defer stopBackground()
	selected := withCores(selection(programs(), s.only), runtime.GOMAXPROCS(0), log)
	if len(selected) == 0 {
		return errNoRow(s)
	}
	if s.quick {
		for _, p := range selected {
			p.rounds = min(p.rounds, 1) // those that have a limit take long
		}
	}
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	defer cleanWhenInterrupted(dir)()
	own, err := ours(dir)
	if err != nil {
		return err
	}
	columns := []*column{own}
	stop := func() {
		for _, c := range columns {
			c.stop()
		}
	}
	if only := s.peers.String(); only != "" && only != "^$" && !s.peers.MatchString("plain") &&
		!slices.ContainsFunc(kinds, func(k kind) bool { return s.peers.MatchString(k.name) }) {
		return fmt.Errorf("no peer matches -peers %s: there are plain, %s", only, kindNames())
	}
	if s.peers.MatchString("plain") {
		c, err := plain()
		if err != nil {
			return err
		}
		columns = append(columns, c)
	}
	columns = append(columns, startPeers(s.peers, dir, log)...)
	others := othersSince()
	rows, err := measureAll(selected, columns, s, log)
	stop() // so that the peers' time counts as our own
	if err != nil {
		return err
	}
	r := results{columns, rows, others()}
	if s.svg != "" {
		if err := writePlot(s.svg, r); err != nil {
			return err
		}
	}
	if s.json {
		return writeJSON(out, r, s)
	}
	return writeTable(out, r, s)
}

func errNoRow(s settings) error { return fmt.Errorf("no row matches -only %s", s.only) }

// selection is the programs that match, and the floors of their goals.
func selection(all []*program, only *regexp.Regexp) []*program {
	return withFloors(slices.DeleteFunc(all, func(p *program) bool { return !only.MatchString(p.name) }))
}

// withCores leaves out those that need more cores than Go uses.
func withCores(all []*program, cores int, log io.Writer) []*program {
	return slices.DeleteFunc(all, func(p *program) bool {
		if p.cores > cores {
			fmt.Fprintf(log, "row %q is left out: it needs %d cores, and GOMAXPROCS is %d\n", p.name, p.cores, cores)
		}
		return p.cores > cores
	})
}

func fatal(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
