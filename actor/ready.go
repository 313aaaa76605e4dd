package actor

// The ready queue and its passes.
//
// A pass takes what came in from outside, then the timers that are due, and
// then runs the entries that stand in the queue at that moment. What these add
// waits for the next pass. asyncio does the same: this is where the order of
// events comes from.

// post adds an envelope to the ready queue. Only the loop's driver may call it;
// everybody else goes through the inbox.
func (l *Loop) post(to Receiver, msg Message) {
	l.ready.Push(envelope{to, msg})
}

// startPass takes in what is new and begins a pass.
func (l *Loop) startPass() {
	if l.inbox.full.Load() {
		l.inbox.drain(l)
	}
	if l.timers.Len() > 0 {
		l.fireTimers()
	}
	l.beginPass()
}

// beginPass fixes how many entries the pass has.
func (l *Loop) beginPass() {
	l.todo = l.ready.Len()
	if l.watchdog.on {
		l.watchdog.passes.Add(1)
	}
}

// runPass runs the rest of the pass. When a step ends its goroutine (Goexit),
// the next driver calls it again and goes on behind that step.
func (l *Loop) runPass() {
	for l.todo > 0 {
		l.todo--
		e := l.ready.Pop()
		if l.stepwise && l.follow() {
			l.timedStep(e)
			continue
		}
		if a, ok := e.to.(*activation); ok {
			// Fiber.step, without its frame: see coro.Coroutine.
			a.awaits = nil
			l.current = a.fiber
			l.run(a.coro, nil)
			l.current = nil
			continue
		}
		e.to.Receive(e.msg)
	}
	if l.account {
		l.endPass()
	}
}

// atPassEnd lets the driver call fn at the end of this pass.
func (l *Loop) atPassEnd(fn func()) {
	l.ends = append(l.ends, fn)
	l.account = true
}

// endPass does what account says that there is to do.
func (l *Loop) endPass() {
	l.suspects.endPass()
	for len(l.ends) > 0 {
		fn := l.ends[0]
		l.ends = l.ends[1:]
		fn()
	}
	l.account = l.suspects.any()
}

// idle reports that no entry is ready and none came in.
func (l *Loop) idle() bool {
	return l.ready.Len() == 0 && !l.inbox.full.Load()
}
