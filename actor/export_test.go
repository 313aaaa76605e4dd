package actor

// Apart lets each task have a stack of its own.
func Apart() Option { return func(l *Loop) { l.deepest = 0 } }
