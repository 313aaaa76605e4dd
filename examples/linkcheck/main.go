// Linkcheck checks every link of a web site: whether what it points to is there,
// and has the id that it names.
//
//	linkcheck [flags] [folder or URL]
//
// A folder is served on the loopback interface and checked there. Without an argument, a small site
// that is part of the program is checked in the same way. It has two broken links, on purpose.
//
// Pages of the site's host are read; links to other hosts are checked only with -external. Pages
// that no other page links to are not found, unless the folder has no index: then all its pages are
// read.
//
// The exit status is 0 when every link is good, 1 when one is broken, 2 when there is nothing to
// check, and 130 after Ctrl-C, with a report of what was checked until then.
//
// As an example of the library it shows a crawl on one loop, without locks: requests on threads
// with a time limit and retries (fetch.go), a race that cancels its loser (mirror.go), a group that
// owns the requests and a semaphore that bounds them (crawl.go), and an interrupt that still ends
// with a report (this file).
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

const (
	exitGood        = 0
	exitBroken      = 1
	exitBadInput    = 2
	exitInterrupted = 130
)

type options struct {
	concurrency int
	limit       time.Duration
	retries     int
	backoff     time.Duration
	size        int64
	max         int
	external    bool
	all         bool
	progress    *os.File // nil for none
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	// After the first Ctrl-C a second one ends the program at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program. It returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var o options
	flags := flag.NewFlagSet("linkcheck", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: linkcheck [flags] [folder or URL]")
		flags.PrintDefaults()
	}
	flags.IntVar(&o.concurrency, "n", 16, "how many requests at a time")
	flags.DurationVar(&o.limit, "limit", 10*time.Second, "time for one request")
	flags.IntVar(&o.retries, "retries", 2, "how often to try again what may be a passing failure")
	flags.DurationVar(&o.backoff, "backoff", 200*time.Millisecond, "wait before the first retry; it doubles each time")
	flags.Int64Var(&o.size, "size", 8<<20, "how many bytes of a page are read")
	flags.IntVar(&o.max, "max", 1_000_000, "how many addresses are checked")
	flags.BoolVar(&o.external, "external", false, "check links to other hosts too")
	flags.BoolVar(&o.all, "all", false, "list every link, not only the broken ones")
	mirrorArg := flags.String("mirror", "", "a folder or URL with the same pages, asked when the site is slow or fails")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitGood
	case err != nil:
		return exitBadInput
	}
	fail := func(err error) int {
		fmt.Fprintln(stderr, "linkcheck:", err)
		return exitBadInput
	}
	switch {
	case flags.NArg() > 1:
		return fail(errors.New("one folder or URL at a time, after the flags"))
	case o.concurrency < 1, o.limit <= 0, o.retries < 0, o.backoff < 0, o.size < 1, o.max < 1:
		return fail(errors.New("a flag is out of its range: see -help"))
	}
	if f, ok := stderr.(*os.File); ok && isTerminal(f) {
		o.progress = f
	}
	site, err := openSource(ctx, flags.Arg(0))
	if err != nil {
		return fail(err)
	}
	var mirror *source
	if *mirrorArg != "" {
		if mirror, err = openSource(ctx, *mirrorArg); err != nil {
			site.close()
			return fail(fmt.Errorf("mirror: %w", err))
		}
	}
	c := newCrawler(o, site, mirror)
	// check closes c, too. Here it is after tasks.Run, which waits for every request: only then is
	// the last connection idle.
	defer c.close()
	code, err := tasks.Run(ctx, func(ctx context.Context) (int, error) { return check(ctx, c, stdout) })
	switch {
	case tasks.IsCanceled(err): // before check had begun: there is nothing to report
		return exitInterrupted
	case err != nil:
		return fail(err)
	}
	return code
}

// check runs the crawler, closes what it has opened, and writes the report, even after an
// interrupt.
func check(ctx context.Context, c *crawler, stdout io.Writer) (int, error) {
	line := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
		if c.options.progress == nil {
			return nil
		}
		return c.progress(ctx, c.options.progress)
	}))
	err := c.run(ctx)
	interrupted := tasks.IsCanceled(err)
	if err != nil && !interrupted {
		return 0, err
	}
	line.Cancel()
	_, _ = line.Await(ctx) // it clears the line
	// This runs on a thread: servers and writers may block, for instance on a pager, and millions
	// of rows take their time. Nobody changes the crawler any more.
	end := tasks.InExecutor(ctx, nil, tasks.Void(func(context.Context) error {
		c.close()
		return c.report(stdout, interrupted)
	}))
	// A Ctrl-C that comes now must not cost the report.
	_, err = supervise.Shield(ctx, end).Await(ctx)
	if tasks.IsCanceled(err) {
		_, err = end.Await(ctx)
	}
	switch {
	case err != nil:
		return 0, err
	case interrupted:
		return exitInterrupted, nil
	case c.unreadable():
		return exitBadInput, nil
	case c.broken > 0:
		return exitBroken, nil
	}
	return exitGood, nil
}
