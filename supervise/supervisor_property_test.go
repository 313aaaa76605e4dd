package supervise_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// randomEnd is how a run of a random child ends, if nobody cancels it before.
type randomEnd struct {
	afterMs int
	how     string
}

// randomChild is a random child: how its runs end, one after the other, the last one only when it
// is canceled.
type randomChild struct {
	supervise.Child
	ends    []randomEnd
	refuses int  // milliseconds that it goes on after its cancellation
	sore    bool // it fails when it is canceled
	readyMs int
}

// randomProgram is a supervisor of random children.
type randomProgram struct {
	supervise.Supervisor
	random  []randomChild
	untilMs int
	canceled,
	silent bool // nobody listens to the events
}

func drawProgram(t *rapid.T) *randomProgram {
	ms := func(label string, low, high int) time.Duration {
		return time.Duration(rapid.IntRange(low, high).Draw(t, label)) * time.Millisecond
	}
	p := &randomProgram{
		untilMs:  rapid.IntRange(0, 300).Draw(t, "until"),
		canceled: rapid.Bool().Draw(t, "canceled"),
		silent:   rapid.IntRange(0, 3).Draw(t, "silent") == 0,
	}
	p.Strategy = supervise.Strategy(rapid.IntRange(0, 2).Draw(t, "strategy"))
	p.Intensity = rapid.SampledFrom([]int{supervise.NeverRestart, 0, 1, 2, 3, 5, 10, 20, supervise.Unlimited}).Draw(t, "intensity")
	p.Period = ms("period", 1, 60)
	if rapid.Bool().Draw(t, "backs off") {
		p.Backoff = supervise.Backoff{Min: ms("min", 1, 10), Max: ms("max", 10, 50), Factor: rapid.Float64Range(1, 3).Draw(t, "factor"), Jitter: rapid.Float64Range(0, 1).Draw(t, "jitter")}
		p.Backoff.Rand = rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)).Float64
	}
	ready := p.Strategy == supervise.OneForOne && rapid.Bool().Draw(t, "readiness")
	for i := range rapid.IntRange(0, 6).Draw(t, "children") {
		c := randomChild{
			refuses: rapid.SampledFrom([]int{0, 0, 0, 1, 5, 9, 10, 11, 40}).Draw(t, "refuses"),
			sore:    rapid.IntRange(0, 4).Draw(t, "sore") == 0,
			readyMs: rapid.IntRange(0, 20).Draw(t, "ready"),
		}
		c.Name = string(rune('a' + i))
		c.Restart = supervise.RestartType(rapid.IntRange(0, 2).Draw(t, "type"))
		c.StopLimit = 10 * time.Millisecond
		c.WaitReady = ready && rapid.Bool().Draw(t, "waits")
		for range rapid.IntRange(0, 6).Draw(t, "ends") {
			c.ends = append(c.ends, randomEnd{rapid.IntRange(0, 50).Draw(t, "after"), rapid.SampledFrom([]string{"well", "error", "error", "panic", "goexit", "stray"}).Draw(t, "how")})
		}
		p.random = append(p.random, c)
	}
	return p
}

// programHistory is what happened in a run of a program.
type programHistory struct {
	loop     *tasks.Loop
	events   []timedEvent
	closing  bool
	closedAt int // events before the stop
	alive    int
	errors   int      // that bodies ended with
	strays   int      // cancellations that bodies ended with and nobody requested
	asked    []string // in the order in which they saw their cancellation, in the end
	reported int
	before   []supervise.ChildInfo
	report   *supervise.ShutdownReport
	err      error
}

type timedEvent struct {
	supervise.Event
	at time.Time
}

// take counts the errors of children that the loop reports.
func (h *programHistory) take(_ *tasks.Loop, r tasks.Report) {
	var gaveUp *supervise.GaveUpError
	if r.Err != nil && !errors.As(r.Err, &gaveUp) {
		h.reported++
	}
}

// run runs the program on a loop of its own, in the background: Goexit would end the
// test on any other.
func (p *randomProgram) run(t *rapid.T) *programHistory {
	h := &programHistory{}
	loop, err := tasks.Start(tasks.VirtualClock(), tasks.OnReport(h.take))
	if err != nil {
		t.Fatal(err)
	}
	h.loop = loop
	if !p.silent {
		p.Events = func(e supervise.Event) { h.events = append(h.events, timedEvent{e, loop.Now()}) }
	}
	for i := range p.random {
		c := &p.random[i]
		c.Run = h.body(c)
		p.Children = append(p.Children, c.Child)
	}
	_, err = tasks.Submit(loop, tasks.Void(func(ctx context.Context) error {
		s := supervise.Start(ctx, p.Supervisor)
		_ = tasks.Sleep(ctx, time.Duration(p.untilMs)*time.Millisecond+time.Millisecond/2)
		h.before, h.closing, h.closedAt = s.Children(), !s.Finished(), len(h.events)
		if p.canceled {
			s.Cancel()
			_, _, _ = supervise.Wait(ctx, []tasks.Handle{s.Task}, supervise.AllCompleted, supervise.NoLimit)
		}
		h.report, h.err = s.Shutdown(ctx)
		return tasks.Sleep(ctx, time.Second) // the abandoned end
	})).Wait(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := loop.Shutdown(context.Background()); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *programHistory) body(c *randomChild) func(ctx context.Context) error {
	run := 0
	return func(ctx context.Context) error {
		h.alive++
		defer func() { h.alive-- }()
		end := randomEnd{1e9, "well"}
		if run < len(c.ends) {
			end = c.ends[run]
		}
		run++
		canceled := sleepThen(min(end.afterMs, c.readyMs), nil)(ctx)
		if canceled == nil && c.readyMs <= end.afterMs {
			supervise.Ready(ctx)
			canceled = sleepThen(end.afterMs-c.readyMs, nil)(ctx)
		}
		if canceled != nil {
			if h.closing {
				h.asked = append(h.asked, c.Name)
			}
			_ = sleepThen(c.refuses, nil)(ctx)
			if c.sore {
				h.errors++
				return errOutOfOrder
			}
			return canceled
		}
		switch end.how {
		case "error":
			h.errors++
			return errOutOfOrder
		case "panic":
			h.errors++
			panic("oh")
		case "goexit":
			h.errors++
			runtime.Goexit()
		case "stray":
			h.strays++
			return &tasks.CanceledError{Msg: "by a stranger"}
		}
		return nil
	}
}

// eventsOf are the events of one type about a child, all children if it is "".
func eventsOf[E supervise.Event](h *programHistory, child string) (found []E, at []time.Time) {
	for _, e := range h.events {
		if one, ok := e.Event.(E); ok {
			if _, name := e.Subject(); child == "" || name == child {
				found, at = append(found, one), append(at, e.at)
			}
		}
	}
	return found, at
}

func (p *randomProgram) limit() int {
	switch p.Intensity {
	case 0:
		return 1
	case supervise.NeverRestart:
		return 0
	}
	return p.Intensity
}

// tooMany reports whether more than limit of the times lie in a period.
func (p *randomProgram) tooMany(times []time.Time) bool {
	times = slices.Clone(times)
	slices.SortFunc(times, time.Time.Compare)
	for i := p.limit(); i < len(times) && i >= 0; i++ {
		if times[i].Sub(times[i-p.limit()]) <= p.Period {
			return true
		}
	}
	return false
}
