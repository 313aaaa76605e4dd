package main

import (
	"fmt"
	"html"
	"math"
	"os"
	"strings"
)

var colors = []string{
	"#000000", "#888888", "#1f77b4", "#17becf", "#2ca02c", "#98df8a",
	"#bcbd22", "#ff7f0e", "#d62728", "#9467bd", "#e377c2",
}

// writePlot draws a line for each row, with a mark for each column: how many
// times what ours takes, on a logarithmic scale. The bar at ours is one.
func writePlot(file string, r results) error {
	const left, width, lineHeight, top = 380, 620, 20, 60
	var rows []*row
	low, high := 0.0, 0.0 // powers of ten
	for _, row := range r.rows {
		any := false
		for _, c := range row.cells {
			if c != nil && !math.IsNaN(c.ratio) {
				any = true
				low = min(low, math.Floor(math.Log10(c.ratio)))
				high = max(high, math.Ceil(math.Log10(c.ratio)))
			}
		}
		if any {
			rows = append(rows, row)
		}
	}
	high = max(high, low+1)
	x := func(ratio float64) float64 { return left + width*(math.Log10(ratio)-low)/(high-low) }
	bottom := top + lineHeight*len(rows)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n",
		left+width+30, bottom+30)
	b.WriteString(`<rect width="100%" height="100%" fill="white"/>` + "\n")
	at := 12 // all eleven columns fit
	for i, c := range r.columns {
		fmt.Fprintf(&b, `<circle cx="%d" cy="16" r="4" fill="%s"/><text x="%d" y="20">%s</text>`+"\n",
			at, colors[i%len(colors)], at+7, html.EscapeString(c.name))
		at += 22 + 7*len(c.name)
	}
	for power := low; power <= high; power++ {
		ratio := math.Pow(10, power)
		fmt.Fprintf(&b, `<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="%s"/><text x="%.1f" y="%d" text-anchor="middle">%gx</text>`+"\n",
			x(ratio), top-10, x(ratio), bottom, pick(power == 0, "black", "#cccccc"), x(ratio), top-16, ratio)
	}
	for i, row := range rows {
		y := top + lineHeight*i + lineHeight/2
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s</text><line x1="%d" y1="%d" x2="%d" y2="%d" stroke="#eeeeee"/>`+"\n",
			left-12, y+4, html.EscapeString(row.program.name), left, y, left+width, y)
		for i, c := range row.cells {
			if c == nil || len(c.samples) == 0 {
				continue
			}
			ratio := pick(math.IsNaN(c.ratio), 1, c.ratio)
			fmt.Fprintf(&b, `<circle cx="%.1f" cy="%d" r="4" fill="%s"><title>%s: %s</title></circle>`+"\n",
				x(ratio), y, colors[i%len(colors)], html.EscapeString(c.column.name), html.EscapeString(c.text(row.program.unit())))
		}
	}
	b.WriteString("</svg>\n")
	return os.WriteFile(file, []byte(b.String()), 0o644)
}
