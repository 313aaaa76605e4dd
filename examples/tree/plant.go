package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

var errJammed = errors.New("jammed")

// plant is the tree of supervisors and what is known of each.
type plant struct {
	loop       *tasks.Loop
	begin      time.Time
	random     *rand.Rand
	supervisor supervise.Supervisor
	top        *node
	abandoned  []string
}

// newPlant describes the plant. All of it runs on one loop, so that it shares one
// source of random numbers and needs no locks.
func newPlant(loop *tasks.Loop, seed uint64) *plant {
	p := &plant{loop: loop, begin: loop.Now(), random: rand.New(rand.NewPCG(seed, 0))}
	all := p.hall("plant", supervise.OneForOne, 10,
		p.hall("north", supervise.OneForOne, 5,
			// Many failures, each the worker's own affair.
			p.line("press", supervise.OneForOne, 100, 4*time.Second),
			// Each worker needs those before it.
			p.line("weld", supervise.RestForOne, 10, time.Minute)),
		p.hall("south", supervise.OneForAll, 10,
			// More failures than the line allows: it gives up, and its hall starts again.
			p.line("paint", supervise.OneForOne, 20, 5*time.Second),
			p.line("dry", supervise.OneForOne, 20, time.Minute)),
		p.hall("east", supervise.RestForOne, 5,
			// Nobody can work when one cannot.
			p.line("sort", supervise.OneForAll, 10, 2*time.Minute),
			p.line("pack", supervise.OneForOne, 100, 10*time.Second)),
		p.hall("west", supervise.OneForOne, supervise.NeverRestart,
			// A hall that never restarts a line gives up with it.
			p.line("load", supervise.OneForOne, 25, 5*time.Second),
			p.line("store", supervise.OneForOne, 25, time.Minute)))
	p.supervisor, p.top = all.supervisor, all.node
	return p
}

// crew is how many workers a line has.
const crew = 125

// part is a supervisor in the tree, and what is known of it.
type part struct {
	supervisor supervise.Supervisor
	node       *node
}

// hall is a supervisor of supervisors.
func (p *plant) hall(name string, strategy supervise.Strategy, intensity int, parts ...part) part {
	n := &node{name: name, strategy: strategy}
	s := supervise.Supervisor{Name: name, Strategy: strategy, Intensity: intensity, Period: 2 * time.Second}
	for _, below := range parts {
		n.below = append(n.below, below.node)
		s.Children = append(s.Children, below.supervisor.Child()) // without a limit: the workers have limits
	}
	s.Events = func(e supervise.Event) { p.take(n, e) }
	return part{s, n}
}

// line is a supervisor of workers. While there is trouble, each fails after lasts, on average.
func (p *plant) line(name string, strategy supervise.Strategy, intensity int, lasts time.Duration) part {
	n := &node{name: name, strategy: strategy, crew: crew}
	s := supervise.Supervisor{
		Name: name, Strategy: strategy, Intensity: intensity, Period: time.Second,
		Backoff: supervise.Backoff{Min: 20 * time.Millisecond, Max: 500 * time.Millisecond, Jitter: 0.5, Rand: p.random.Float64},
	}
	for i := range crew {
		s.Children = append(s.Children, supervise.Child{
			Name: fmt.Sprintf("%s-%d", name, i+1),
			Run: func(ctx context.Context) error {
				if name == "store" && i == 0 {
					return p.sleeper(ctx)
				}
				return p.work(ctx, lasts)
			},
			StopLimit: 200 * time.Millisecond,
		})
	}
	s.Events = func(e supervise.Event) { p.take(n, e) }
	return part{s, n}
}

// work works until it is canceled. While there is trouble it may fail before.
func (p *plant) work(ctx context.Context, lasts time.Duration) error {
	fails := time.Duration(p.random.ExpFloat64() * float64(lasts))
	if p.loop.Now().Add(fails).Sub(p.begin) > trouble {
		return tasks.Sleep(ctx, 24*time.Hour)
	}
	if err := tasks.Sleep(ctx, fails); err != nil {
		return err
	}
	if p.random.IntN(2) == 0 {
		panic("a worker tripped")
	}
	return errJammed
}

// sleeper does not hear its first cancellation.
func (p *plant) sleeper(ctx context.Context) error {
	if tasks.Sleep(ctx, 24*time.Hour) == nil {
		return nil
	}
	return tasks.Sleep(ctx, 24*time.Hour)
}

// take keeps count of what happens under a supervisor.
func (p *plant) take(n *node, e supervise.Event) {
	switch e := e.(type) {
	case supervise.Started:
		n.up++
	case supervise.Restarted:
		n.restarts++
	case supervise.Stopped:
		n.up--
	case supervise.Abandoned:
		n.up--
		p.abandoned = append(p.abandoned, e.Child)
	case supervise.GaveUp:
		n.gaveUp++
	}
}
