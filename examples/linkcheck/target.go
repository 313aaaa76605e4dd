package main

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// target is one address that is linked to.
//
//	state       entered by                                  left by
//	waiting     the first link to it                        the answer (to settled, redirected)
//	redirected  an answer that points to another target     that one's settling (to settled)
//	settled     an answer, or the decision not to ask       never
type target struct {
	url      string
	id       uint32 // its index in the crawler's list
	internal bool
	asset    bool
	start    bool
	settled  bool
	skipped  bool // not asked, on purpose
	html     bool
	cut      bool
	status   int
	hops     int    // redirects that led here
	why      string // it is broken; empty when it is not
	took     time.Duration
	ids      ids
	next     *target   // where it redirects to
	behind   []*target // those that redirect here and wait for this one's end
	links    []ref     // to it: all while it is not settled, then the ones to report
}

// ref is a link to a target, in eight bytes: there may be tens of millions.
type ref struct {
	page     uint32 // the target that has it
	fragment uint32 // as interned by the crawler
}

// nowhere is the page of the links that the user gave.
const nowhere = ^uint32(0)

// final is where the redirects end.
func (t *target) final() *target {
	for t.next != nil {
		t = t.next
	}
	return t
}

// verdict is what there is to say about a link.
type verdict int

const (
	fine verdict = iota
	unknown
	warning
	broken
)

// judge returns the verdict on a link to the target, and its text.
func (t *target) judge(fragment string) (verdict, string) {
	f := t.final()
	switch {
	case f.why != "":
		return broken, f.why
	case f.skipped:
		return unknown, "not checked"
	case !t.settled:
		return unknown, "not reached"
	case fragment != "" && f.html && f.internal && !madeByScript(fragment) && !f.ids.answer(fragment):
		if f.cut {
			return warning, "no such id in what was read"
		}
		return broken, "no such id"
	case t.next != nil:
		return fine, fmt.Sprintf("%d, then %d", t.status, f.status)
	}
	return fine, statusText(f.status)
}

// madeByScript reports fragments that need no id: the top of the page, and those
// that a script of the page reads.
func madeByScript(fragment string) bool {
	return strings.EqualFold(fragment, "top") || fragment[0] == '!' || fragment[0] == '/'
}

func statusText(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}

// found records a link of a page.
func (c *crawler) found(from *target, l link) {
	to := c.byURL[l.to]
	switch {
	case l.bad == "":
		to = c.target(l.to, l.asset)
	case to == nil:
		to = c.add(&target{url: l.to, why: l.bad, settled: true})
	}
	c.refer(to, ref{page: from.id, fragment: c.intern(l.fragment)})
}

// target returns the target for a URL. A new target is queued, if it is to be asked about.
func (c *crawler) target(url string, asset bool) *target {
	if t := c.byURL[url]; t != nil {
		t.asset = t.asset && asset
		return t
	}
	t := c.add(&target{url: url, asset: asset, internal: c.hosts[hostOf(url)]})
	switch {
	case !t.internal && !c.external:
		t.skipped, t.settled = true, true
		c.skipped++
	case c.queued >= c.max:
		t.skipped, t.settled = true, true
		c.tooMany++
	default:
		c.queued++
		_ = c.queue.TryPut(t) // it has no limit of size
	}
	return t
}

func (c *crawler) add(t *target) *target {
	t.id = uint32(len(c.targets))
	c.targets = append(c.targets, t)
	c.byURL[t.url] = t
	return t
}

// refer notes a link to a target, if it is or may be one to report.
func (c *crawler) refer(to *target, r ref) {
	if !to.settled || c.count(to, r) {
		to.links = append(to.links, r)
	}
}

// settle ends the wait for a target, and for those that redirect to it. Links that
// are fine are forgotten: there are far more of them than of the others.
func (c *crawler) settle(t *target) {
	t.settled = true
	var keep []ref
	for _, r := range t.links {
		if c.count(t, r) {
			keep = append(keep, r)
		}
	}
	t.links = keep
	behind := t.behind
	t.behind = nil
	for _, b := range behind {
		c.settle(b)
	}
}

// count counts a link to a settled target and reports whether to keep it.
func (c *crawler) count(t *target, r ref) bool {
	v, _ := t.judge(c.fragments[r.fragment])
	if v == broken {
		c.broken++
	}
	return c.all || v >= warning
}

// intern gives a fragment a number: the same few occur on most pages.
func (c *crawler) intern(fragment string) uint32 {
	n, ok := c.fragmentIDs[fragment]
	if !ok {
		n = uint32(len(c.fragments))
		c.fragmentIDs[fragment] = n
		c.fragments = append(c.fragments, fragment)
	}
	return n
}

func hostOf(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		rest = rest[:i]
	}
	return rest
}
