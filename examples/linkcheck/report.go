package main

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// row is a line of the table.
type row struct {
	status string
	took   time.Duration
	page   string
	more   int // other pages with the same link
	link   string
}

// report writes the table and the summary.
func (c *crawler) report(to io.Writer, interrupted bool) error {
	out := bufio.NewWriter(to)
	rows, brokenLinks := c.rows()
	if len(rows) > 0 {
		writeTable(out, rows)
	}
	out.WriteString(c.summary(interrupted, brokenLinks))
	return out.Flush() // it has the first error of all writes
}

// writeTable aligns the columns. It looks at the rows twice: a text/tabwriter would
// keep all cells, of millions of rows with -all.
func writeTable(out *bufio.Writer, rows []row) {
	head := row{status: "STATUS", page: "PAGE", link: "LINK"}
	status, page := len(head.status), len(head.page)
	for _, r := range rows {
		status = max(status, utf8.RuneCountInString(r.status))
		page = max(page, utf8.RuneCountInString(r.pages()))
	}
	fmt.Fprintf(out, "%-*s  %-7s  %-*s  %s\n", status, head.status, "TIME", page, head.page, head.link)
	for _, r := range rows {
		fmt.Fprintf(out, "%-*s  %-7s  %-*s  %s\n", status, r.status, short(r.took), page, r.pages(), r.link)
	}
	out.WriteString("\n")
}

// pages is the page, and how many others there are.
func (r row) pages() string {
	if r.more == 0 {
		return r.page
	}
	return fmt.Sprintf("%s +%d", r.page, r.more)
}

// rows are the links to report: each broken one once, with the first of its pages,
// or with -all every link of every page. It also counts the different broken ones.
func (c *crawler) rows() (rows []row, brokenLinks int) {
	for _, t := range c.targets {
		slices.SortFunc(t.links, func(a, b ref) int {
			if t.final().why == "" && a.fragment != b.fragment {
				return strings.Compare(c.fragments[a.fragment], c.fragments[b.fragment])
			}
			return strings.Compare(c.pageName(a), c.pageName(b))
		})
		for i, r := range t.links {
			v, words := t.judge(c.fragments[r.fragment])
			gone := t.final().why != "" // then the fragments do not matter
			first := i == 0 || !gone && t.links[i-1].fragment != r.fragment
			if gone && !c.all {
				r.fragment = 0
			}
			if first && v == broken {
				brokenLinks++
			}
			switch {
			case c.all || v >= warning && first:
				rows = append(rows, row{words, t.took, c.pageName(r), 0, c.linkName(t, r)})
			case v >= warning:
				rows[len(rows)-1].more++
			}
		}
		if t.cut {
			rows = append(rows, row{
				status: fmt.Sprintf("page is larger than %s; the rest was not read", size(c.size)),
				took:   t.took,
				page:   c.show(t.url),
			})
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		return cmp.Or(strings.Compare(a.page, b.page), strings.Compare(a.link, b.link))
	})
	return rows, brokenLinks
}

func (c *crawler) summary(interrupted bool, brokenLinks int) string {
	var b bytes.Buffer
	if interrupted {
		fmt.Fprintf(&b, "Interrupted: %s not reached.\n", many(c.unasked(), "address"))
	}
	fmt.Fprintf(&b, "%s: %s with %s to %s in %s.\n", c.site.name, many(c.pages, "page"),
		many(c.links, "link"), many(len(c.targets), "address"), short(time.Since(c.began)))
	fmt.Fprintf(&b, "Broken: %s, in %s.", many(brokenLinks, "link"), many(c.broken, "place"))
	fmt.Fprintf(&b, " Too large: %s. Redirected: %s.\n", many(c.tooLarge, "page"), many(c.redirects, "address"))
	if c.skipped > 0 {
		fmt.Fprintf(&b, "Not checked: %s on other hosts (-external checks them).\n", many(c.skipped, "address"))
	}
	if c.tooMany > 0 {
		fmt.Fprintf(&b, "Not checked: %s after the first %d (-max sets how many).\n", many(c.tooMany, "address"), c.max)
	}
	if c.mirrored > 0 {
		fmt.Fprintf(&b, "Answered by the mirror: %s.\n", many(c.mirrored, "address"))
	}
	fmt.Fprintf(&b, "Peak memory: %s.\n", size(peakMemory()))
	return b.String()
}

// unasked is how many addresses wait for their turn or their answer.
func (c *crawler) unasked() int {
	n := 0
	for _, t := range c.targets {
		if !t.settled {
			n++
		}
	}
	return n
}

// unreadable reports that not even the start could be read.
func (c *crawler) unreadable() bool { return c.pages == 0 && c.broken > 0 }

func (c *crawler) pageName(r ref) string {
	if r.page == nowhere {
		return "(start)"
	}
	return c.show(c.targets[r.page].url)
}

func (c *crawler) linkName(t *target, r ref) string {
	name := c.show(t.url)
	if r.page == nowhere && c.site.server == nil {
		name = t.url // as the user may have mistyped it
	}
	if f := c.fragments[r.fragment]; f != "" {
		name += "#" + f
	}
	return printable(name)
}

// show returns an address, without the host when that is the site's: which port was free today is
// of no interest. What could not be parsed is quoted.
func (c *crawler) show(address string) string {
	host := hostOf(c.site.root)
	scheme, _, _ := strings.Cut(c.site.root, "://")
	if path, ok := strings.CutPrefix(address, scheme+"://"+host); ok {
		return path
	}
	if strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "https://") {
		return address
	}
	return strconv.Quote(address)
}

// printable keeps what a page says from giving orders to the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

func many(n int, what string) string {
	switch {
	case n == 1:
	case strings.HasSuffix(what, "s"):
		what += "es"
	default:
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

func short(d time.Duration) string {
	switch {
	case d >= 10*time.Second:
		return d.Round(100 * time.Millisecond).String()
	case d >= time.Second:
		return d.Round(10 * time.Millisecond).String()
	}
	return d.Round(100 * time.Microsecond).String()
}

func size(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

// peakMemory is the most memory that the process has had, where the system tells, and otherwise
// what Go's runtime has now, which rarely shrinks.
func peakMemory() int64 {
	text, _ := os.ReadFile("/proc/self/status")
	for line := range bytes.Lines(text) {
		if rest, ok := bytes.CutPrefix(line, []byte("VmHWM:")); ok {
			kb, _ := strconv.ParseInt(string(bytes.Fields(rest)[0]), 10, 64)
			return kb << 10
		}
	}
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}
