package actor

import (
	"container/list"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/actorloom/actorloom/internal/goexit"
)

// The course of an error that nobody retrieves:
//
//	state      entered by                                          left by
//	suspect    suspect: a completion has ended with an error       the end of the next pass (to on record), Retrieve
//	on record  file: there is a failure of it, and, but for one    collected, reportAll (to reported), Retrieve,
//	           in a bubble, a cleanup of the completion            RetrieveElsewhere, AwaitElsewhere
//	reported   the collector has found the completion, or the      never
//	           loop has closed
//
// What ends when its loop has closed, or what was refused, goes on record at once, on any
// goroutine. Who may retrieve an error, and how, is in retrieve.go.
//
// suspects holds the errors of a loop in the first state, and the record of those in the second.
type suspects struct {
	fresh, stale []*Completion // of this pass, and of the one before
	record       failures
	closing      atomic.Bool // reportAll has begun
}

func (s *suspects) any() bool { return len(s.fresh)+len(s.stale) > 0 }

// Refuse is Abandon for something that could not be made at all. The error goes on record at once,
// with the frames of the caller, since whoever asked for it may not look at it. As with Abandon,
// any goroutine may call it.
func (c *Completion) Refuse(why error) {
	c.refused = true
	c.Abandon(why)
	c.setOrigin(callers(3, mostFramesOfOrigin))
	c.loop.suspects.file(c)
}

// suspect begins the course of c's error.
func (l *Loop) suspect(c *Completion) {
	if l.Closed() {
		l.suspects.file(c)
		return
	}
	l.suspects.fresh = append(l.suspects.fresh, c)
	l.endDue = true
}

// retrieved reports whether endPass has no error to put on record.
func (s *suspects) retrieved() bool {
	for _, c := range s.stale {
		if c != nil && !c.wasRetrieved() {
			return false
		}
	}
	return true
}

// endPass puts on record the errors that came in the pass before this one and that nobody has
// retrieved since.
func (s *suspects) endPass() {
	for i, c := range s.stale {
		s.stale[i] = nil // before file, which an owner's String may leave by Goexit: then this is called again
		if c != nil && !c.wasRetrieved() {
			s.file(c)
		}
	}
	s.stale, s.fresh = s.fresh, s.stale[:0]
}

// failures are the errors on record. A cleanup runs on a goroutine of the
// runtime, so the list has a lock.
type failures struct {
	mu  sync.Mutex
	all list.List // of *failure
}

// failure is an error on record. It does not point to its completion, which
// the collector must be able to find dead.
type failure struct {
	loop    *Loop
	report  Report
	body    uintptr       // the entry of the task's function
	place   *list.Element // in the record; nil when it is not there
	late    bool          // left to the collector: it came when reportAll had begun, or was refused by a closed inbox
	cleanup runtime.Cleanup
}

// file puts c's error on record, unless somebody has retrieved it.
func (s *suspects) file(c *Completion) {
	one := newFailure(c)
	goexit.Guard(func() {
		if c.fiber() == nil && c.owner != nil { // such as a gather, or the answer to an Ask
			one.report.Message += ": that of " + c.Describe()
		}
	}, func() { s.put(c, one) })
	s.put(c, one)
}

// put is file, when all is known.
func (s *suspects) put(c *Completion, one *failure) {
	one.late = s.closing.Load() || c.refused && c.loop.inbox.closed()
	bubble := inBubble()
	if bubble && one.late {
		return // a cleanup runs outside the bubble, where it is fatal to use what belongs to the bubble
	}
	a := c.more()
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.readers.any() {
		return
	}
	if !bubble {
		one.cleanup = runtime.AddCleanup(c, (*failure).collected, one)
	}
	a.readers.failure = one
	s.record.add(one)
	runtime.KeepAlive(c) // until now: when the collector finds c, one must be on record
}

func newFailure(c *Completion) *failure {
	one := &failure{loop: c.loop, report: Report{Message: "an error was never retrieved", Err: c.Err(), Stack: c.origin()}}
	if f := c.fiber(); f != nil {
		one.body = f.bodyEntry()
		one.report.Task = f.Name()
		if vars := f.Locals(); vars != nil {
			one.report.Vars = vars.Copy() // the report comes on another goroutine
		}
	}
	return one
}

// collected reports an error that nobody can retrieve any more. It does so on a goroutine of its
// own, since a report may take long, or end its goroutine. Until the report begins, the error
// stands on record, and a loop that closes reports it: otherwise a program could end before anybody
// does.
func (one *failure) collected() {
	go func() {
		if one.loop.suspects.record.remove(one) {
			one.tell()
		}
	}()
}

// inBubble reports whether the caller is in a bubble of testing/synctest. There, times have no
// monotonic reading.
func inBubble() bool {
	now := time.Now()
	return now == now.Round(0)
}

// tell reports the failure. If it is not known who made the task, the report has the task's
// function instead: a name like Task-7 says nothing. A panic has a stack of its own.
func (one *failure) tell() {
	r := one.report
	if r.Stack == "" && panicStack(r.Err) == "" {
		r.Stack = FormatFrames(funcFrame(one.body))
	}
	one.loop.Report(r)
}

// strike takes one off its loop's record, if it still stands there.
func (one *failure) strike() {
	one.cleanup.Stop()
	one.loop.suspects.record.remove(one)
}

// reportAll reports what is left when the loop closes. Errors that the handlers of these reports
// leave behind are for the collector: to report them here, too, might never end.
func (s *suspects) reportAll() {
	s.endPass()
	s.endPass()
	s.closing.Store(true)
	for one := s.record.oldest(); one != nil; one = s.record.oldest() {
		if s.record.remove(one) {
			one.cleanup.Stop()
			one.tell()
		}
	}
}

// oldest returns the first failure that is not late, or nil if there is none.
func (r *failures) oldest() *failure {
	r.mu.Lock()
	defer r.mu.Unlock()
	for e := r.all.Front(); e != nil; e = e.Next() {
		if one := e.Value.(*failure); !one.late {
			return one
		}
	}
	return nil
}

func (r *failures) add(one *failure) {
	r.mu.Lock()
	defer r.mu.Unlock()
	one.place = r.all.PushBack(one)
}

// remove reports whether one was still on record.
func (r *failures) remove(one *failure) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if one.place == nil {
		return false
	}
	r.all.Remove(one.place)
	one.place = nil
	return true
}
