package conformance

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// maxEvents is how many events a trace has at most.
const maxEvents = 3000

// player is one run of a scenario.
type player struct {
	scenario  *Scenario
	loop      *tasks.Loop
	epoch     time.Time
	trace     [][]any
	handles   map[string]any
	numbers   map[string]int // how many coroutine objects were made of each name
	callbacks map[callback][]*actor.Watch
	variable  tasks.Var[any]
	live      bool // false: what is left only drains, without a statement or an event
}

// callback identifies what was added to a future, perhaps more than once.
type callback struct {
	label string
	of    *actor.Completion
}

// Play runs a scenario on a loop that the caller drives, under a virtual clock,
// and returns its trace.
func Play(s *Scenario, opts ...tasks.RunOption) Trace {
	r := tasks.NewRunner(settings(opts)...)
	p := newPlayer(s, r.Loop())
	p.run(r)
	p.live = false
	_ = r.Close()
	return Trace{ID: s.ID, Events: p.trace}
}

// PlayInBackground is Play on a loop that drives itself as a protoactor actor.
func PlayInBackground(s *Scenario, opts ...tasks.RunOption) (Trace, error) {
	var p *player
	stuck := make(chan struct{}, 1)
	opts = append(settings(opts), actor.OnDeadlock(func(error) {
		p.log("loop", "deadlock")
		p.live = false
		stuck <- struct{}{}
	}))
	l := actor.New(opts...)
	p = newPlayer(s, l)
	if _, err := l.Start(); err != nil {
		return Trace{}, err
	}
	if err := l.Post(p.begin); err != nil {
		return Trace{}, err
	}
	select {
	case <-l.Done():
		p.log("loop", "closed")
	case <-stuck:
		ctx, giveUp := context.WithCancel(context.Background())
		defer giveUp()
		go func() { // tasks that refuse their cancellation may get stuck again
			select {
			case <-stuck:
				giveUp()
			case <-l.Done():
			}
		}()
		_ = l.Shutdown(ctx)
	}
	return Trace{ID: s.ID, Events: p.trace}, nil
}

func settings(opts []tasks.RunOption) []tasks.RunOption {
	quiet := tasks.OnReport(func(*tasks.Loop, tasks.Report) {})
	return append([]tasks.RunOption{tasks.VirtualClock(), quiet}, opts...)
}

func newPlayer(s *Scenario, l *tasks.Loop) *player {
	return &player{
		scenario:  s,
		loop:      l,
		epoch:     l.Now(),
		handles:   map[string]any{},
		numbers:   map[string]int{},
		callbacks: map[callback][]*actor.Watch{},
		live:      true,
	}
}

func (p *player) run(r *tasks.Runner) {
	var deadlock *tasks.DeadlockError
	v, err := tasks.RunWith(context.Background(), r, p.coroutine("main"))
	if errors.As(err, &deadlock) {
		p.log("loop", "deadlock")
		return
	}
	p.ended(v, err)
	p.closeWithTheLast()
	if err := r.Close(); errors.As(err, &deadlock) {
		p.log("loop", "deadlock")
	}
}

// closeWithTheLast ends the trace when the tasks that are left have ended. So does the
// oracle: it closes its loop at once, without the last passes of asyncio.run.
func (p *player) closeWithTheLast() {
	left := tasks.AllOn(p.loop)
	closed := func() {
		p.log("loop", "closed")
		p.live = false
	}
	if len(left) == 0 {
		closed()
		return
	}
	var ended actor.Completion
	ended.Init(p.loop, nil)
	running := len(left)
	for _, t := range left {
		t.Completion().OnDone(func() {
			if running--; running == 0 {
				ended.Settle(nil)
			}
		})
	}
	p.loop.Until(&ended, closed)
}

// begin is run for a loop that drives itself. It is called on the loop.
func (p *player) begin() {
	main := tasks.GoOn(context.Background(), p.loop, p.coroutine("main"))
	p.loop.Until(main.Completion(), func() {
		p.ended(main.Result())
		p.closeWithTheLast()
		p.loop.BeginShutdown()
	})
}

// ended traces the end of main, and what it leaves.
func (p *player) ended(v any, err error) {
	if err != nil {
		p.log("loop", "main", wrapped(err))
	} else {
		p.log("loop", "main", show(v))
	}
	p.log("loop", "left", len(tasks.AllOn(p.loop)))
}

func (p *player) log(who string, event ...any) {
	if !p.live {
		return
	}
	now := int(p.loop.Now().Sub(p.epoch) / time.Millisecond)
	p.trace = append(p.trace, append([]any{now, who}, event...))
	p.live = len(p.trace) < maxEvents
}

// coroutine makes a coroutine object: it is numbered when it is made, even if it
// never starts.
func (p *player) coroutine(name string) tasks.Coro[any] {
	p.numbers[name]++
	who := fmt.Sprintf("%s#%d", name, p.numbers[name])
	return func(ctx context.Context) (any, error) {
		p.log(who, "start")
		c := &coroutine{player: p, who: who}
		returned, err := c.block(ctx, p.scenario.Coros[name])
		if err != nil {
			p.log(who, "raise", describe(err))
			return nil, err
		}
		var value any
		if returned != nil {
			value = returned.value
		}
		p.log(who, "return", show(value))
		return value, nil
	}
}

// coroutine is a coroutine object that runs.
type coroutine struct {
	*player
	who string
}

// returned is what a block gives when a return statement has ended it. It is nil when the block ran
// to its end.
type returned struct{ value any }

func (c *coroutine) block(ctx context.Context, statements []Statement) (*returned, error) {
	for i := range statements {
		if r, err := c.statement(ctx, &statements[i]); r != nil || err != nil {
			return r, err
		}
	}
	return nil, nil
}

func (c *coroutine) statement(ctx context.Context, s *Statement) (*returned, error) {
	if !c.live {
		return nil, nil
	}
	if gone := c.missing(s); gone != "" {
		c.event("nohandle", gone)
		return nil, nil
	}
	if nested, ok := nestedOps[s.Op]; ok {
		return nested(c, ctx, s)
	}
	op, ok := ops[s.Op]
	if !ok {
		panic("no such statement: " + s.Op)
	}
	return nil, op(c, ctx, s)
}

// missing returns the first handle that a statement names and that was not made yet, or "".
func (c *coroutine) missing(s *Statement) string {
	for _, t := range s.targets() {
		if _, ok := c.handles[t.name]; t.coro == "" && !ok {
			return t.name
		}
	}
	if _, ok := c.handles[s.In]; s.In != "" && !ok {
		return s.In
	}
	return ""
}

func (c *coroutine) event(kind string, rest ...any) {
	c.log(c.who, append([]any{kind}, rest...)...)
}

// succeeded traces an event if err is nil. It returns err.
func (c *coroutine) succeeded(err error, kind string, rest ...any) error {
	if err == nil {
		c.event(kind, rest...)
	}
	return err
}

func (c *coroutine) handle(s *Statement) any { return c.handles[s.on()] }

func (c *coroutine) promise(s *Statement) tasks.Promise[any] {
	return c.handle(s).(tasks.Promise[any])
}

func ms(n float64) time.Duration { return time.Duration(n) * time.Millisecond }
