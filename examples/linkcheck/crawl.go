package main

import (
	"context"
	"net/http"
	"time"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// maxRedirects is how many redirects in a row are followed.
const maxRedirects = 10

// crawler checks a site. Everything in it belongs to its loop: the tasks change it
// between their awaits, and there is no lock.
type crawler struct {
	options
	site   *source
	mirror *source // may be nil
	fetch  *fetcher
	group  *supervise.Group
	places *tasks.Semaphore // for targets that are being asked about
	queue  *tasks.Queue[*target]

	hosts       map[string]bool // whose pages are read
	byURL       map[string]*target
	targets     []*target
	fragmentIDs map[string]uint32 // each one's index in fragments
	fragments   []string

	counts
}

// counts are for the progress line and the end of the report.
type counts struct {
	pages, links, queued, asked, broken, redirects, skipped, tooMany, mirrored, tooLarge int
	began                                                                                time.Time
}

func newCrawler(o options, site, mirror *source) *crawler {
	return &crawler{
		options:     o,
		site:        site,
		mirror:      mirror,
		fetch:       newFetcher(o),
		places:      tasks.NewSemaphore(o.concurrency),
		queue:       tasks.NewQueue[*target](0),
		hosts:       map[string]bool{hostOf(site.root): true},
		byURL:       map[string]*target{},
		fragmentIDs: map[string]uint32{"": 0},
		fragments:   []string{""},
		counts:      counts{began: time.Now()},
	}
}

// run checks everything that can be reached from the start. Its group owns every
// request: run does not return before all have ended. Its error is a cancellation.
func (c *crawler) run(ctx context.Context) error {
	for _, start := range c.site.starts {
		t := c.target(start, false)
		t.start = true
		c.refer(t, ref{page: nowhere})
	}
	return supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
		c.group = g
		supervise.GoIn(g, tasks.Void(func(ctx context.Context) error {
			err := c.queue.Join(ctx)
			c.queue.Shutdown(false)
			return err
		}), tasks.Name("end of the queue"))
		for t, err := range c.queue.All(ctx) {
			if err != nil {
				return err
			}
			// A task is made only when there is a place for it: otherwise many tasks would wait.
			if err := c.places.Acquire(ctx); err != nil {
				return err
			}
			supervise.GoIn(g, tasks.Void(func(ctx context.Context) error { return c.visit(ctx, t) }))
		}
		return nil
	})
}

// close closes the sources that the crawler was given, and its idle connections. It blocks.
func (c *crawler) close() {
	c.site.close()
	c.mirror.close()
	c.fetch.client.CloseIdleConnections()
}

// visit asks about one target and records the answer.
func (c *crawler) visit(ctx context.Context, t *target) error {
	defer func() {
		_ = c.places.Release()
		_ = c.queue.TaskDone()
	}()
	a, err := c.ask(ctx, t)
	if err != nil {
		return err
	}
	c.asked++
	if a.mirrored {
		c.mirrored++
	}
	t.status, t.took, t.html, t.cut = a.status, a.took, a.html, a.cut
	if a.page != nil {
		c.pages++
		if a.cut {
			c.tooLarge++
		}
		if a.location = a.page.moved; a.location == t.url {
			a.location = "" // it reloads itself, which is no redirect loop
		}
	}
	switch {
	case a.err != nil:
		t.why = inWords(a.err)
	case a.status >= 400:
		t.why = statusText(a.status)
	case a.location != "":
		c.redirect(t, a.location)
		return nil
	case a.page != nil:
		t.ids = a.page.ids
		c.links += a.page.count
		for _, l := range a.page.links {
			c.found(t, l)
		}
	}
	c.settle(t)
	return nil
}

// ask sends a GET for what is likely to be a page of the site. For anything else it sends a HEAD,
// and then a GET if the HEAD finds a page of the site after all, or gets an error status, since not
// every server answers a HEAD well.
func (c *crawler) ask(ctx context.Context, t *target) (a answer, err error) {
	ask := c.fetch.get
	if t.internal {
		ask = c.race
	}
	if t.asset || !t.internal {
		a, err = ask(ctx, query{method: http.MethodHead, url: t.url})
		if err != nil || a.err != nil || a.good() && !(t.internal && a.html && a.location == "") {
			return a, err
		}
	}
	return ask(ctx, query{method: http.MethodGet, url: t.url, read: t.internal})
}

// redirect links a target to the one that it redirects to.
func (c *crawler) redirect(t *target, location string) {
	c.redirects++
	if t.start {
		// Where the user's address leads is the site: often it only adds www.
		c.hosts[hostOf(location)] = true
	}
	if t.hops >= maxRedirects {
		t.why = "more than 10 redirects"
		c.settle(t)
		return
	}
	next := c.target(location, t.asset)
	next.start = next.start || t.start
	next.hops = max(next.hops, t.hops+1)
	for n := next; n != nil; n = n.next {
		if n == t {
			t.why = "redirect loop"
			c.settle(t)
			return
		}
	}
	t.next = next
	if next.settled {
		c.settle(t)
	} else {
		next.behind = append(next.behind, t)
	}
}
