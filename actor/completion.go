package actor

import (
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/actorloom/actorloom/internal/invariants"
)

// Completion is an end that comes once: that of a fiber, or that of a future. It keeps the outcome,
// and sends each of its watchers one [Done], in the order in which they came.
//
//	state      entered by                                left by
//	pending    Init                                      any of those below
//	succeeded  Settle or Abandon without an error        never
//	failed     Settle with an error; Abandon, with one   never
//	canceled   EndCanceled; Cancel, when nobody owns it  never
//
// The end of a fiber is settled by the fiber alone.
//
// A Completion with an owner, such as a fiber or a gather, passes Cancel on to it. All methods are
// to be called on the loop, unless they say otherwise. A goroutine that has learned of the end by
// Finished, Canceled or Done may also call Err, and Outcome, which notes that the error was
// retrieved.
type Completion struct {
	loop      *Loop
	owner     Owner
	first     *Watch // its prev is the last
	aside     atomic.Pointer[aside]
	state     atomic.Uint32
	retrieved bool
	elsewhere bool // see ReadElsewhere
	refused   bool // see Refuse
	ofFiber   bool // it is a fiber's end, and owner is the fiber's Body
}

const (
	pending uint32 = iota
	succeeded
	failed
	canceled
)

// settledAs is the state of what has ended with err, and not as canceled.
func settledAs(err error) uint32 {
	if err == nil {
		return succeeded
	}
	return failed
}

// Init readies c on loop l. owner may be nil: then Cancel settles c itself.
func (c *Completion) Init(l *Loop, owner Owner) {
	c.loop = l
	c.owner = owner
}

// Loop is the loop it belongs to. Any goroutine may call it.
func (c *Completion) Loop() *Loop { return c.loop }

// Finished reports whether it has ended, in whatever way. Any goroutine may
// call it. asyncio: Future.done.
func (c *Completion) Finished() bool { return c.state.Load() != pending }

// Canceled reports whether it ended as canceled. Any goroutine may call it.
// asyncio: Future.cancelled.
func (c *Completion) Canceled() bool { return c.state.Load() == canceled }

// Succeeded reports whether it ended without an error. Any goroutine may call it.
func (c *Completion) Succeeded() bool { return c.state.Load() == succeeded }

// Outcome is the error that c ended with, nil for none. The error then counts as retrieved: it is
// not reported any more.
func (c *Completion) Outcome() error {
	err := c.Err()
	if err != nil {
		c.Retrieve()
	}
	return err
}

// Err is Outcome for a caller that only looks: the error does not count as retrieved.
func (c *Completion) Err() error {
	if c.state.Load() <= succeeded {
		return nil
	}
	return c.failing()
}

// failing is the error that c has failed with, or was canceled with. Most cancellations have the
// same error, which is not stored.
func (c *Completion) failing() error {
	if a := c.aside.Load(); a != nil && a.err != nil {
		return a.err
	}
	return withoutMessage
}

// Settle ends it with err, or successfully with nil, and tells the watchers. It
// reports false when it had ended already, or is the end of a fiber.
func (c *Completion) Settle(err error) bool {
	if c.Finished() || c.ofFiber {
		return false
	}
	if l := c.loop; l != nil && l.debug && l.Misplaced("what ends a future", func() { c.Settle(err) }) {
		return true
	}
	c.end(settledAs(err), err)
	return true
}

// Cancel asks c's owner to cancel, or ends c as canceled when nobody owns it. It reports false when
// c has ended already, or the owner had nothing left to cancel. In the first case the error counts
// as retrieved, unless it is a panic or the owner is an [ErrorKeeper]. A panic of the owner is
// reported, and counts as a refusal. asyncio: Future.cancel.
func (c *Completion) Cancel(msg string) bool {
	if c.Finished() {
		if _, keeps := c.owner.(ErrorKeeper); !keeps {
			c.RetrieveUnlessPanic()
		}
		return false
	}
	switch {
	case c.ofFiber:
		return c.owner.Cancel(msg)
	case c.owner != nil:
		taken, _ := c.askOwner(func() bool { return c.owner.Cancel(msg) })
		return taken
	}
	return c.EndCanceled(CanceledWith(msg))
}

// EndCanceled ends it as canceled, with err, whoever owns it; nil is a cancellation without a
// message. It reports false when it had ended already, or is the end of a fiber.
func (c *Completion) EndCanceled(err error) bool {
	if c.Finished() || c.ofFiber {
		return false
	}
	if l := c.loop; l != nil && l.debug && l.Misplaced("what ends a future", func() { c.EndCanceled(err) }) {
		return true
	}
	c.end(canceled, err)
	return true
}

// fiber is the fiber whose end c is, nil when it is none's.
func (c *Completion) fiber() *Fiber {
	if !c.ofFiber {
		return nil
	}
	return c.owner.(Body).Fiber()
}

// end is the one transition out of pending.
func (c *Completion) end(state uint32, err error) {
	if invariants.Enabled {
		invariants.Check(!c.Finished(), 4, "%s ends twice", c.Describe())
	}
	if err != nil && err != error(withoutMessage) { //nolint:errorlint // this very one
		c.more().err = err
	}
	c.state.Store(state)
	if a := c.aside.Load(); a != nil {
		a.closeChannel()
	}
	for w := c.first; w != nil; {
		next := w.next
		w.of, w.prev, w.next = nil, nil, nil
		c.loop.post(w.to, Done{c})
		w = next
	}
	c.first = nil
	if state == failed && !c.retrieved {
		c.loop.suspect(c)
	}
}

// Abandon ends c with err when its loop has closed before anybody could end it: the loop never took
// in the task that was submitted. Any goroutine may call it, but only one, and only when nobody
// else can end c any more. Of c's watchers it tells only those that a closing loop tells, too:
// those with a method Dropped, see [Completion.OnEnd].
func (c *Completion) Abandon(err error) {
	if err != nil {
		c.more().err = err
	}
	c.state.Store(settledAs(err))
	if a := c.aside.Load(); a != nil {
		a.closeChannel()
	}
	for w := c.first; w != nil; w = c.first {
		w.Stop()
		if d, ok := w.to.(droppable); ok {
			d.Dropped()
		}
	}
}

// Watchers is how many are to be told of its end.
func (c *Completion) Watchers() (n int) {
	for w := c.first; w != nil; w = w.next {
		n++
	}
	return n
}

// Done is a channel that is closed when it has ended. Any goroutine may call it.
//
// The channel is made by the first who asks. Whoever ends c stores the state and
// then looks for the aside; whoever asks makes the aside and then looks at the state.
// So one of them sees what the other did, and no channel is left open.
func (c *Completion) Done() <-chan struct{} {
	if c.Finished() {
		return closedChannel
	}
	if c.loop == nil {
		return nil // a zero Completion never ends
	}
	a := c.more()
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case c.Finished():
		return closedChannel
	case a.channel == nil:
		a.channel = make(chan struct{})
	}
	return a.channel
}

var closedChannel = func() chan struct{} {
	ch := make(chan struct{})
	close(ch)
	return ch
}()

// Printed returns what show returns, or "..." while another Printed of c is under way: a task's
// result may hold the task, and printing it would never end.
func (c *Completion) Printed(show func() string) string {
	if _, inside := printing.LoadOrStore(c, struct{}{}); inside {
		return "..."
	}
	defer printing.Delete(c)
	return show()
}

// printing are the completions for which Printed is under way.
var printing sync.Map

// Describe names c in errors and reports: its owner, or "a future".
func (c *Completion) Describe() string {
	if c.owner != nil {
		return textOf(c.owner)
	}
	return "a future"
}

// Which names c for callers outside its loop. Since c's state may change while they look, that is
// no more than a task's name, or that c is a future. Any goroutine may call it.
func (c *Completion) Which() string {
	if f := c.fiber(); f != nil {
		return "task " + strconv.Quote(f.Name())
	}
	return "a future"
}

// textOf is what s.String returns. When that panics, the text says so: the caller may be the
// driver, which has to go on.
func textOf(s fmt.Stringer) (text string) {
	defer func() {
		if v := recover(); v != nil {
			text = fmt.Sprintf("a %T, whose String panics: %v", s, v)
		}
	}()
	return s.String()
}

// A Completion as a target.

func (c *Completion) outcome() error   { return c.Outcome() }
func (c *Completion) describe() string { return c.Describe() }
