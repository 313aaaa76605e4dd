package docs

import (
	"regexp"
	"strings"
	"unicode"
)

// SectionLinks are the targets of a document's links to sections: "a.md#top", and "#top" for
// one of its own.
func SectionLinks(text string) []string {
	var found []string
	for _, m := range link.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		file, _, ok := strings.Cut(m[1], "#")
		if ok && !strings.Contains(file, "://") {
			found = append(found, m[1])
		}
	}
	return found
}

// Sections are the names by which links reach the sections of a document: those that GitHub
// makes of the headings.
func Sections(text string) map[string]bool {
	found := make(map[string]bool)
	for _, m := range heading.FindAllStringSubmatch(block.ReplaceAllString(text, ""), -1) {
		found[strings.Map(inName, strings.ToLower(m[1]))] = true
	}
	return found
}

// inName returns what a character of a heading becomes in the section's name, or a negative number
// when it is left out.
func inName(r rune) rune {
	switch {
	case r == ' ':
		return '-'
	case r == '-', r == '_', unicode.IsLetter(r), unicode.IsDigit(r):
		return r
	}
	return -1
}

var (
	heading = regexp.MustCompile(`(?m)^#+ +(.*?) *$`)
	block   = regexp.MustCompile("(?s)```.*?```")
)
