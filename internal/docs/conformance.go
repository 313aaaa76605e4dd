package docs

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Conformance checks docs/conformance.md and returns what is wrong with it:
//
//   - in a section that bears the name of a test file, a row must say which Go tests pin the
//     method, or why none can, or what is open;
//   - a method has one row;
//   - each Go test that the document names must exist;
//   - the numbers at the head must be those of the rows.
func Conformance(text string, exists func(test string) bool) (wrong []string) {
	c := conformance{seen: map[string]bool{}, kinds: map[string]int{}, files: map[string]counts{}}
	c.read(text)
	for _, test := range goTest.FindAllStringSubmatch(text, -1) {
		if !exists(test[1]) {
			c.complain("%s does not exist", test[1])
		}
	}
	c.compare(text)
	return c.wrong
}

var (
	section     = regexp.MustCompile(`^## (test_\w+)$`)
	method      = regexp.MustCompile("^\\| `([\\w.]+)` \\| (.*) \\|$")
	goTest      = regexp.MustCompile("`((?:actor|tasks|supervise)\\.Test\\w+)`")
	reason      = regexp.MustCompile(`^\*([^*]+)\*: .*\w`)
	kindCount   = regexp.MustCompile(`(?m)^\| not applicable, \*([^*]+)\*: .* \| (\d+) \|$`)
	singleCount = regexp.MustCompile(`(?m)^\| \**(ported|ported with a remark|open|total)\** \| \**(\d+)\** \|$`)
	fileCount   = regexp.MustCompile(`(?m)^\| \[(test_\w+)\]\(#(test_\w+)\) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$`)
)

// conformance is what the rows of the document say.
type conformance struct {
	seen    map[string]bool
	kinds   map[string]int // of what is not applicable
	files   map[string]counts
	remarks int // how many of those that are ported say what differs
	wrong   []string
}

// counts are numbers of methods, in the order of the table's columns.
type counts [4]int

const (
	ported = iota
	notApplicable
	open
	total
)

func (c *conformance) complain(format string, args ...any) {
	c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
}

func (c *conformance) read(text string) {
	file := ""
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "#") {
			file = ""
			if m := section.FindStringSubmatch(line); m != nil {
				file = m[1]
			}
		}
		if file == "" || !strings.HasPrefix(line, "| `") {
			continue
		}
		if m := method.FindStringSubmatch(line); m != nil {
			c.row(file, m[1], m[2])
		} else {
			c.complain("not a row: %s", line)
		}
	}
}

func (c *conformance) row(file, name, cell string) {
	name = file + "." + name
	if c.seen[name] {
		c.complain("%s is listed twice", name)
	}
	c.seen[name] = true
	n := c.files[file]
	n[total]++
	why := reason.FindStringSubmatch(cell)
	switch {
	case why != nil && why[1] == "open":
		n[open]++
	case why != nil:
		n[notApplicable]++
		c.kinds[why[1]]++
	case goTest.MatchString(cell):
		n[ported]++
		if strings.Contains(cell, " — ") {
			c.remarks++
		}
	default:
		c.complain("%s has neither a test nor a reason", name)
	}
	c.files[file] = n
}

// compare checks the numbers at the head against the rows.
func (c *conformance) compare(text string) {
	var all counts
	said := map[string]bool{}
	for _, m := range fileCount.FindAllStringSubmatch(text, -1) {
		n := c.files[m[1]]
		for i := range n {
			c.count("column "+strconv.Itoa(i+1)+" of "+m[1], m[3+i], n[i])
			all[i] += n[i]
		}
		if m[1] != m[2] {
			c.complain("the link of %s leads to %s", m[1], m[2])
		}
		said[m[1]] = true
	}
	for _, m := range kindCount.FindAllStringSubmatch(text, -1) {
		c.count(m[1], m[2], c.kinds[m[1]])
		said[m[1]] = true
	}
	single := map[string]int{"ported": all[ported], "ported with a remark": c.remarks, "open": all[open], "total": all[total]}
	for _, m := range singleCount.FindAllStringSubmatch(text, -1) {
		c.count(m[1], m[2], single[m[1]])
		said[m[1]] = true
	}
	for _, what := range slices.Concat(sorted(single), sorted(c.kinds), sorted(c.files)) {
		if !said[what] {
			c.complain("the head does not count: %s", what)
		}
	}
}

func (c *conformance) count(what, said string, is int) {
	if said != strconv.Itoa(is) {
		c.complain("%s: the head says %s, the rows %d", what, said, is)
	}
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
