package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"
)

// writeTable prints tables in Markdown that are also aligned: the floors, the rows
// with a column for each peer, the rows of growth, and the goals.
func writeTable(out io.Writer, r results, s settings) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s; %d rounds of %s a program\n\n%s\n", machine(), s.rounds, s.target, r.others)
	for _, c := range r.columns {
		if c.about != "" {
			fmt.Fprintf(&b, "%s: %s\n", c.name, c.about)
		}
	}
	floors := [][]string{{"floor, plain Go", "an operation"}}
	head := []string{"row"}
	for _, c := range r.columns {
		head = append(head, c.name)
	}
	lines := [][]string{head}
	goals := [][]string{{"goal", "at most", "is", "allocs/op", "met"}}
	for _, row := range r.rows {
		switch {
		case row.cells[0] == nil && !row.shown(), row.program.line != "":
			continue
		case row.program.floor:
			floors = append(floors, []string{row.program.name, row.cells[0].text(row.program.unit())})
			continue
		}
		line := []string{row.program.name + ", " + row.program.unit()}
		for _, c := range row.cells {
			line = append(line, c.text(""))
		}
		lines = append(lines, line)
		if cells := row.goalCells(); cells != nil {
			goals = append(goals, cells)
		}
	}
	for _, table := range [][][]string{floors, lines, growthTable(r.rows), goals} {
		if len(table) > 1 {
			b.WriteString("\n")
			writeLines(&b, table)
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// shown reports whether any column has the row.
func (r *row) shown() bool {
	for _, c := range r.cells {
		if c != nil {
			return true
		}
	}
	return false
}

// text is the median, the spread, and how many times ours that is.
func (c *cell) text(unit string) string {
	if c == nil || len(c.samples) == 0 {
		return ""
	}
	values := c.perOp()
	text := number(median(values))
	if unit != "" {
		text += " " + unit
	}
	if len(values) > 1 {
		text += fmt.Sprintf(" ±%.0f%%", 100*spread(values))
	}
	if !math.IsNaN(c.ratio) {
		text += fmt.Sprintf(" (%sx)", number(c.ratio))
	}
	return text
}

func writeLines(b *strings.Builder, lines [][]string) {
	widths := make([]int, len(lines[0]))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for i, line := range lines {
		for c, cell := range line {
			fmt.Fprintf(b, "| %*s ", pick(c == 0, -1, 1)*widths[c], cell)
		}
		b.WriteString("|\n")
		if i == 0 {
			for c, w := range widths {
				b.WriteString("|" + strings.Repeat("-", w+1) + pick(c > 0, ":", "-"))
			}
			b.WriteString("|\n")
		}
	}
}
