package main

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// headStart is how long the site has before its mirror is asked too: where the site is fast, the
// mirror is left in peace.
const headStart = 20 * time.Millisecond

// race asks the site and, when it has not answered after its head start or has failed, the mirror.
// The first good answer wins, and the other request is canceled; of two bad answers the site's
// counts. An answer of 404 that comes in time is an answer: the mirror is not asked for what the
// site does not have.
func (c *crawler) race(ctx context.Context, q query) (answer, error) {
	twin, ok := c.inMirror(q.url)
	if !ok {
		return c.fetch.get(ctx, q)
	}
	first := supervise.GoIn(c.group, func(ctx context.Context) (answer, error) { return c.fetch.get(ctx, q) })
	running := []*tasks.Task[answer]{first}
	defer func() {
		for _, t := range running {
			t.Cancel("the other source has answered")
		}
	}()
	_, _, err := supervise.Wait(ctx, running, supervise.FirstCompleted, headStart)
	if err != nil {
		return answer{}, err
	}
	if first.Finished() {
		if a, err := first.Result(); err != nil || a.err == nil && !a.passing() {
			return a, err
		}
	}
	second := supervise.GoIn(c.group, func(ctx context.Context) (answer, error) { return c.fetchTwin(ctx, q, twin) })
	both := []*tasks.Task[answer]{first, second}
	for running = both; len(running) > 0; {
		var done []*tasks.Task[answer]
		done, running, err = supervise.Wait(ctx, running, supervise.FirstCompleted, supervise.NoLimit)
		if err != nil {
			running = both
			return answer{}, err
		}
		for _, t := range done {
			if a, err := t.Result(); err == nil && a.good() {
				return a, nil
			}
		}
	}
	return first.Result()
}

// fetchTwin asks the mirror. A redirect within the mirror counts as the same redirect within the
// site.
func (c *crawler) fetchTwin(ctx context.Context, q query, twin string) (answer, error) {
	q.as, _ = url.Parse(q.url) // it was made by a url.URL
	q.url = twin
	a, err := c.fetch.get(ctx, q)
	a.mirrored = true
	if a.location != "" {
		rest, ok := strings.CutPrefix(a.location, c.mirror.root)
		if !ok {
			a.err = errors.New("the mirror redirects to elsewhere")
		}
		a.location = c.site.root + rest
	}
	return a, err
}

// inMirror returns the mirror's address for an address of the site, and whether there is one.
func (c *crawler) inMirror(address string) (string, bool) {
	if c.mirror == nil {
		return "", false
	}
	rest, ok := strings.CutPrefix(address, c.site.root)
	return c.mirror.root + rest, ok
}
