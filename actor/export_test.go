package actor

// Apart lets each task have a stack of its own.
func Apart() Option { return func(l *Loop) { l.deepest = 0 } }

// StopLookout lets the runtime's timer be late for ever.
func StopLookout(l *Loop) { l.lookout.stop() }
