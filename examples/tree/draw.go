package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/actorloom/actorloom/supervise"
)

// node is what is known of a supervisor.
type node struct {
	name     string
	strategy supervise.Strategy
	crew     int // workers that it should have, if it is a line
	below    []*node
	up       int // children that run
	restarts int // of its children
	gaveUp   int
}

// total sums of(line) over the lines below n, and is of(n) when n is a line itself.
func (n *node) total(of func(*node) int) int {
	if len(n.below) == 0 {
		return of(n)
	}
	sum := 0
	for _, below := range n.below {
		sum += below.total(of)
	}
	return sum
}

// working is how many workers work.
func (n *node) working() int { return n.total(func(line *node) int { return line.up }) }

// down is how many workers are not working.
func (n *node) down() int { return n.total(func(line *node) int { return line.crew - line.up }) }

// draw writes the tree, a line for each supervisor.
func (n *node) draw(out io.Writer) { n.drawBelow(out, "", "") }

func (n *node) drawBelow(out io.Writer, first, rest string) {
	label := first + n.name
	pad := strings.Repeat(" ", max(0, 14-len([]rune(label))))
	line := fmt.Sprintf("%s%s %-12s %4d up %4d down %5d restarts", label, pad, n.strategy, n.working(), n.down(), n.restarts)
	if n.gaveUp > 0 {
		line += fmt.Sprintf(", gave up %d×", n.gaveUp)
	}
	fmt.Fprintln(out, line)
	for i, below := range n.below {
		if i == len(n.below)-1 {
			below.drawBelow(out, rest+"└─ ", rest+"   ")
		} else {
			below.drawBelow(out, rest+"├─ ", rest+"│  ")
		}
	}
}
