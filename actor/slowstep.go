package actor

import (
	"fmt"
	"slices"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
)

// timedStep hands out one envelope and reports it when it takes too long.
func (l *Loop) timedStep(e envelope) {
	f, _ := e.to.(*Fiber)
	if a, ok := e.to.(*activation); ok {
		f = a.fiber
	}
	var plain envelope // e, if it is no fiber's: a fiber's would keep what it has awaited
	if f == nil {
		plain = e
	} else {
		name := f.Name()
		l.watchdog.running.Store(&name)
	}
	called := l.calledBy(e) // a callback may be set anew in its call
	start := time.Now()
	e.to.Receive(e.msg)
	took := time.Since(start)
	l.watchdog.running.Store(nil)
	if took < l.slowStep {
		return
	}
	r := Report{Message: fmt.Sprintf("a step took %v and kept everything else on the loop waiting", took.Round(time.Millisecond))}
	if f == nil {
		r.Message += handled(plain)
		r.Stack = FormatFrames(funcFrame(called))
	} else {
		r.Task = f.Name()
		r.Vars = f.Locals()
		r.Stack = f.whereItIs()
	}
	l.Report(r)
}

// whereItIs is the stack for the report of a slow step. A fiber that has ended has its body, or who
// made it when the body is one of the library's own, such as that of tasks.Void.
func (f *Fiber) whereItIs() string {
	frames := f.Stack(0)
	if len(frames) == 0 {
		frames = f.bodyFrame()
		if slices.ContainsFunc(frames, machinery) {
			return f.origin()
		}
	}
	return FormatFrames(frames)
}

// handled says what a step has handled that is neither a fiber's nor a callback's. It may have
// called a user's function, such as the Decide of a supervisor.
func handled(e envelope) string {
	switch to := e.to.(type) {
	case *Child: // it may be another's by now
		if done, ok := e.msg.(Done); ok && done.Of != nil {
			return ": it handled the end of " + done.Of.Which()
		}
	case *parcel:
		who := "an actor"
		if c, ok := to.box.invoker.(process); ok {
			who = c.Self().GetAddress() + "/" + c.Self().GetId()
		}
		return fmt.Sprintf(": it handled a message of type %T to %s", proto.UnwrapEnvelopeMessage(to.msg), who)
	}
	return ""
}

// calledBy is the entry of the function that a step is to call, when the step is a callback's;
// otherwise it is 0.
func (l *Loop) calledBy(e envelope) uintptr {
	switch to := e.to.(type) {
	case *Callback:
		switch call := to.call.(type) {
		case alarmFunc:
			return entryOf(call)
		case *tracedFunc:
			return entryOf(call.fn)
		}
	case *run:
		return entryOf(l.fns[l.called])
	case *notice:
		return entryOf(to.fn)
	case *lastNotice:
		return entryOf(to.fn)
	}
	return 0
}
