package actor

// Apart lets each task have a stack of its own.
func Apart() Option { return func(l *Loop) { l.deepest = 0 } }

// StopLookout lets the runtime's timer be late for ever.
func StopLookout(l *Loop) { l.lookout.stop() }

// Room is for how many entries the loop's ready queue has room.
func Room(l *Loop) int { return cap(l.ready.pass) + cap(l.ready.next) }

// InboxRoom is for how many entries and functions the loop's inbox has room.
func InboxRoom(l *Loop) int {
	b := &l.inbox
	b.mu.Lock()
	defer b.mu.Unlock()
	return cap(b.in) + cap(b.spare) + cap(b.fns) + cap(l.fns)
}

// SpareActivations is how many activations the loop keeps for use.
func SpareActivations(l *Loop) int { return len(l.activations.all) }
