package docs

import (
	"regexp"
	"strings"
)

// Block is a Go code block of a document.
type Block struct {
	File   string // the document, relative to the top of the module
	Line   int    // of the block's first line of code
	Code   string
	With   string  // declarations that the document leaves out
	Output *string // what the program prints, if the document says so
}

var with = regexp.MustCompile(`(?s)^<!-- with: (.*) -->$`)

// Blocks are the Go code blocks of a document, in order.
func Blocks(file, text string) []Block {
	var blocks []Block
	var hidden string // the comment that waits for its block
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		switch line := strings.TrimSpace(lines[i]); {
		case strings.HasPrefix(line, "<!-- with:"):
			from := i
			for !strings.HasSuffix(strings.TrimSpace(lines[i]), "-->") && i < len(lines)-1 {
				i++
			}
			comment := strings.TrimSpace(strings.Join(lines[from:i+1], "\n"))
			if m := with.FindStringSubmatch(comment); m != nil {
				hidden = m[1]
			}
		case strings.HasPrefix(line, "```"):
			language := strings.TrimPrefix(line, "```")
			indent, _, _ := strings.Cut(lines[i], "```")
			first := i + 1
			for i++; i < len(lines) && strings.TrimSpace(lines[i]) != "```"; i++ {
				lines[i] = strings.TrimPrefix(lines[i], indent)
			}
			body := strings.Join(lines[first:min(i, len(lines))], "\n") + "\n"
			switch {
			case language == "go":
				blocks = append(blocks, Block{File: file, Line: first + 1, Code: body, With: hidden})
			case language == "output" && len(blocks) > 0:
				blocks[len(blocks)-1].Output = &body
			}
			hidden = ""
		case line != "":
			hidden = ""
		}
	}
	return blocks
}

// Links are the targets of a document's links to files, without what follows a #.
func Links(text string) []string {
	var found []string
	for _, m := range link.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		target, _, _ := strings.Cut(m[1], "#")
		if target != "" && !strings.Contains(target, "://") && !strings.HasPrefix(target, "mailto:") {
			found = append(found, target)
		}
	}
	return found
}

var (
	link   = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	fenced = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
)
