package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/actorloom/actorloom/tasks"
)

const (
	progressEvery = 100 * time.Millisecond
	clearLine     = "\r\x1b[K"
)

// progress keeps a line up to date until its task is canceled. It reads the
// counts between the steps of the tasks that change them.
func (c *crawler) progress(ctx context.Context, to *os.File) error {
	for {
		if err := tasks.Sleep(ctx, progressEvery); err != nil {
			fmt.Fprint(to, clearLine)
			return err
		}
		fmt.Fprintf(to, "%s%s, %d of %s, %s", clearLine,
			many(c.pages, "page"), c.asked, many(c.queued, "address"), many(c.broken, "broken link"))
	}
}

// isTerminal reports whether f is a terminal, or at least a device of characters:
// not a file and not a pipe.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
