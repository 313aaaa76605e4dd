package supervise_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/actorloom/actorloom/supervise"
)

// checkLaw runs random programs and checks a law with each of their histories.
func checkLaw(t *testing.T, law func(t *rapid.T, p *randomProgram, h *programHistory)) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		p := drawProgram(t)
		law(t, p, p.run(t))
	})
}

func TestThereAreNeverTooManyRestartsInAPeriod(t *testing.T) {
	checkLaw(t, func(t *rapid.T, p *randomProgram, h *programHistory) {
		concerned := []string{""}
		if p.Strategy != supervise.OneForOne { // a set is restarted at once
			concerned = nil
			for _, c := range p.Children {
				concerned = append(concerned, c.Name)
			}
		}
		for _, child := range concerned {
			if _, at := eventsOf[supervise.Restarted](h, child); p.tooMany(at) {
				t.Fatalf("%d restarts of %q within %v: %v", p.limit()+1, child, p.Period, at)
			}
		}
	})
}

func TestASupervisorGivesUpOnlyWhenItMust(t *testing.T) {
	checkLaw(t, func(t *rapid.T, p *randomProgram, h *programHistory) {
		_, restarts := eventsOf[supervise.Restarted](h, "")
		_, gaveUp := eventsOf[supervise.GaveUp](h, "")
		if p.Strategy != supervise.OneForOne || p.Backoff.Min != 0 || len(gaveUp) == 0 {
			return
		}
		if !p.tooMany(append(slices.Clone(restarts), gaveUp[0])) {
			t.Fatalf("it gave up at %v after %v", gaveUp[0], restarts)
		}
	})
}

func TestABackoffNeverShrinksWithinARunOfFailures(t *testing.T) {
	checkLaw(t, func(t *rapid.T, p *randomProgram, h *programHistory) {
		if p.Strategy != supervise.OneForOne { // there a restart waits for siblings too
			return
		}
		for _, c := range p.Children {
			restarts, at := eventsOf[supervise.Restarted](h, c.Name)
			for i := 1; i < len(restarts); i++ {
				uptime := at[i].Add(-restarts[i].After).Sub(at[i-1])
				if uptime <= p.Period && restarts[i].After < restarts[i-1].After {
					t.Fatalf("%s: %v after %v", c.Name, restarts[i].After, restarts[i-1].After)
				}
			}
		}
	})
}

func TestChildrenFirstStartInOrder(t *testing.T) {
	checkLaw(t, func(t *rapid.T, _ *randomProgram, h *programHistory) {
		var order []string
		started, _ := eventsOf[supervise.Started](h, "")
		for _, e := range started {
			if e.N == 1 {
				order = append(order, e.Child)
			}
		}
		if !slices.IsSorted(order) {
			t.Fatalf("started in the order %v", order)
		}
	})
}

func TestChildrenAreCanceledInTheReverseOrderEachAfterTheEndOfTheLast(t *testing.T) {
	checkLaw(t, func(t *rapid.T, _ *randomProgram, h *programHistory) {
		for i := 1; i < len(h.asked); i++ {
			if h.asked[i] > h.asked[i-1] {
				t.Fatalf("canceled in the order %v", h.asked)
			}
		}
		var last time.Time
		for _, e := range h.events[min(h.closedAt, len(h.events)):] {
			var took time.Duration
			switch e := e.Event.(type) {
			case supervise.Stopped:
				took = e.Took
			case supervise.Abandoned:
				took = e.After
			default:
				continue
			}
			if took > 0 {
				if e.at.Add(-took).Before(last) {
					t.Fatalf("%v was canceled before %v, when another had not ended", e.Event, last)
				}
				last = e.at
			}
		}
	})
}

func TestEveryRunOfAChildEndsStoppedOrAbandoned(t *testing.T) {
	checkLaw(t, func(t *rapid.T, p *randomProgram, h *programHistory) {
		for _, c := range p.Children {
			runs, running := 0, false
			for _, e := range h.events {
				if _, name := e.Subject(); name != c.Name {
					continue
				}
				switch e := e.Event.(type) {
				case supervise.Started:
					runs++
					if running || e.N != runs {
						t.Fatalf("%v, but it is run %d", e, runs)
					}
					running = true
				case supervise.Stopped, supervise.Abandoned:
					if !running {
						t.Fatalf("%v, but it does not run", e)
					}
					running = false
				}
			}
			if running {
				t.Fatalf("%s has no end", c.Name)
			}
		}
		if h.alive != 0 {
			t.Fatalf("%d bodies still run", h.alive)
		}
	})
}

func TestEveryChildIsInTheReport(t *testing.T) {
	checkLaw(t, func(t *rapid.T, _ *randomProgram, h *programHistory) {
		var names []string
		for _, s := range slices.Concat(h.report.Stopped, h.report.Abandoned) {
			names = append(names, s.Child)
		}
		names = append(names, h.report.Idle...)
		for _, c := range h.before {
			if !slices.Contains(names, c.Name) {
				t.Fatalf("%s is missing in %v", c.Name, h.report)
			}
		}
		var gaveUp *supervise.GaveUpError
		if told, _ := eventsOf[supervise.GaveUp](h, ""); h.events != nil && (len(told) > 0) != errors.As(h.err, &gaveUp) {
			t.Fatalf("told %v, and the error is %v", told, h.err)
		}
	})
}

func TestEveryErrorReachesSomebody(t *testing.T) {
	checkLaw(t, func(t *rapid.T, p *randomProgram, h *programHistory) {
		told, _ := eventsOf[supervise.Failed](h, "")
		heard, beside := len(told), h.reported
		if p.silent {
			heard, beside = h.reported, 0
		}
		if beside > 0 || heard < h.errors || heard > h.errors+h.strays {
			t.Fatalf("%d errors and %d stray cancellations, %d heard, %d reported beside", h.errors, h.strays, heard, beside)
		}
	})
}
