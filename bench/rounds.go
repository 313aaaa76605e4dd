package main

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"time"
)

// row is a program with what was measured.
type row struct {
	program *program
	cells   []*cell // one for each column, nil where that lacks the program
	ratio   float64 // ours to the goal's floor; NaN without
}

// cell is a program in a column.
type cell struct {
	column  *column
	program *program
	n       int
	warm    bool           // it runs once, unmeasured, before each measurement
	samples map[int]sample // by round
	ratio   float64        // to ours; NaN without
	lost    bool           // it has failed, and is measured no more
}

// fails is told what went wrong. Where that is a peer, it costs what the peer has not measured
// yet, and the rest of the run goes on: only this row, if that has a process for itself.
func (c *cell) fails(err error, log io.Writer) error {
	if err == nil || !c.column.peer {
		return err
	}
	fmt.Fprintf(log, "peer %s\n", err)
	c.lost = true
	if p := c.program; p.park == nil && !p.alone && !p.size {
		c.column.lost = true
		c.column.about += "; failed in " + p.name
	}
	return nil
}

// run measures the program once. A program of a fixed, large n runs before that, unless -quick
// forbids: the memory that it then gets from the system for the first time may cost more than
// all that it does, which depends on the machine. Other programs do that when they are
// calibrated.
func (c *cell) run() (sample, error) {
	if c.warm {
		if _, err := c.column.measure(c.program, c.n); err != nil {
			return sample{}, fmt.Errorf("%s: %s: %w", c.column.name, c.program.name, err)
		}
	}
	s, err := c.column.measure(c.program, c.n)
	if err != nil {
		return s, fmt.Errorf("%s: %s: %w", c.column.name, c.program.name, err)
	}
	return s, nil
}

// most is an n of which 20 times is still a number. A program that does so much does nothing.
const most = math.MaxInt / 32

// calibrate finds how many operations take about the target. The first run may be much
// slower than the others, so it never decides alone.
func (c *cell) calibrate(target time.Duration, quick bool) error {
	p := c.program
	if p.bytes() || p.fixed > 0 {
		c.n = max(p.fixed, 1)
		if quick && (p.fixed == million || p.line != "") {
			c.n = p.fixed / 10
		}
		c.warm = !quick && !p.bytes() && !p.alone
		return nil
	}
	c.n = p.roundUp(1)
	for first := true; c.n <= most; first = false {
		s, err := c.run()
		if err != nil {
			return err
		}
		took := s.perOp * float64(c.n)
		factor := float64(target) / max(took, 1)
		switch {
		case factor >= 1.5:
			c.n = p.roundUp(int(float64(c.n) * min(factor, 20)))
		case !first: // it may have been disturbed: keep an n that is large enough
			return nil
		}
	}
	return fmt.Errorf("%s: %s: it takes no time, whatever n is", c.column.name, p.name)
}

// measureAll calibrates every cell and then runs them in rounds. Each round begins with
// another row and has another order of the columns, so that none always follows the same
// one: what that has left behind, such as a collection, may still take time. Before ours
// runs, its goal's floor does.
func measureAll(programs []*program, columns []*column, s settings, log io.Writer) ([]*row, error) {
	byName := map[string]*row{}
	var rows []*row
	for _, p := range programs {
		r := &row{program: p, cells: make([]*cell, len(columns))}
		for i, column := range columns {
			if !column.has(p) {
				continue
			}
			r.cells[i] = &cell{column: column, program: p, samples: map[int]sample{}}
			err := r.cells[i].calibrate(s.target, s.quick && !s.check && !s.record)
			if err := r.cells[i].fails(err, log); err != nil {
				return nil, err
			}
		}
		rows = append(rows, r)
		byName[p.name] = r
	}
	for round := range s.rounds {
		fmt.Fprintf(log, "round %d of %d\n", round+1, s.rounds)
		first := round * len(rows) / s.rounds
		for i := range rows {
			if err := rows[(first+i)%len(rows)].measure(round, byName, log); err != nil {
				return nil, err
			}
		}
	}
	for _, r := range rows {
		r.compare()
	}
	return rows, nil
}

func (r *row) measure(round int, byName map[string]*row, log io.Writer) error {
	if !r.program.due(round) {
		return nil
	}
	for _, i := range rand.New(rand.NewPCG(1, uint64(round))).Perm(len(r.cells)) {
		c := r.cells[i]
		if c == nil || c.lost || !c.column.has(c.program) {
			continue
		}
		floor := 0.0
		if base := byName[r.program.goal.of]; base != nil && c == r.cells[0] {
			s, err := base.cells[0].run()
			if err != nil {
				return err
			}
			floor = s.perOp
		}
		s, err := c.run()
		if err != nil {
			if err := c.fails(err, log); err != nil {
				return err
			}
			continue
		}
		s.floor = floor
		c.samples[round] = s
	}
	return nil
}
