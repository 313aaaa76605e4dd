package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// column is one of those that are compared: ours in this process, and others in
// theirs.
type column struct {
	name     string
	about    string
	programs map[string]bool
	built    built
	process  *process // nil in this process
	peer     bool     // another program than ours: its failure is not the command's
	lost     bool     // it has failed, and measures no more
}

// ours is the first column.
func ours(dir string) (*column, error) {
	b, err := itself()
	if err != nil {
		return nil, err
	}
	if smallest := filepath.Join("bench", "smallest"); exists(smallest) {
		b.size = func() (int64, error) { return goBinary(smallest, dir) }
	}
	c := &column{name: "ours", programs: map[string]bool{}, built: b}
	for _, p := range programs() {
		c.programs[p.name] = true
	}
	return c, nil
}

// plain is ours with the engine that needs nothing but what package iter
// documents. It has no floors, and no table of growth.
func plain() (*column, error) {
	b, err := itself("ACTORLOOM_ENGINE=plain")
	if err != nil {
		return nil, err
	}
	c, err := newColumn("ours, plain", b)
	if err != nil {
		return nil, err
	}
	for _, p := range programs() {
		if p.floor || p.line != "" {
			delete(c.programs, p.name)
		}
	}
	return c, nil
}

func newColumn(name string, b built) (*column, error) {
	process, about, err := launch(b.command(), patience)
	if err != nil {
		return nil, err
	}
	c := &column{name: name, about: about.Peer, programs: map[string]bool{}, built: b, process: process}
	for _, name := range about.Programs {
		if named(name) == nil {
			c.stop()
			return nil, fmt.Errorf("there is no row %q", name)
		}
		c.programs[name] = true
	}
	return c, nil
}

func (c *column) stop() {
	if c.process != nil {
		c.process.stop()
	}
}

// has reports whether the column has a value in a row.
func (c *column) has(p *program) bool {
	if p.size {
		return c.built.size != nil
	}
	return c.programs[p.name] && !c.lost
}

func (c *column) measure(p *program, n int) (sample, error) {
	switch {
	case p.size:
		bytes, err := c.built.size()
		return sample{perOp: float64(bytes), allocs: -1}, err
	case p.park != nil || p.alone:
		process, _, err := launch(c.built.command(), patience)
		if err != nil {
			return sample{}, err
		}
		defer process.stop()
		return process.measure(p, n)
	case c.process != nil:
		return c.process.measure(p, n)
	}
	return p.measure(n), nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
