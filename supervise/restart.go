package supervise

// RestartType is when a child is started again after its end.
type RestartType int

const (
	// Permanent is always.
	Permanent RestartType = iota
	// Transient is after a failure: an error, a panic, Goexit, and also a
	// cancellation that its supervisor did not request. A transient child that
	// has ended well stays ended, also when its siblings are restarted, with which
	// OTP starts it again.
	Transient
	// Temporary is never, not even when its siblings are restarted. The
	// supervisor forgets a temporary child that has ended.
	Temporary
)

func (r RestartType) String() string { return nameOf(int(r), "permanent", "transient", "temporary") }

// revives reports whether a child of this type is started again.
func (r RestartType) revives(failed bool) bool {
	return r == Permanent || r == Transient && failed
}

// Directive is what to do about a child that failed.
type Directive int

const (
	// ByType does what the child's [RestartType] says.
	ByType Directive = iota
	// Restart starts the child again, whatever its type, and its siblings as the
	// strategy says.
	Restart
	// Stop leaves the child ended, whatever its type, and its siblings alone.
	Stop
	// Ignore takes the failure for an end without an error: a permanent child is
	// restarted, and any other has ended.
	Ignore
	// Escalate lets the supervisor give up at once.
	Escalate
)

func (d Directive) String() string {
	return nameOf(int(d), "by type", "restart", "stop", "ignore", "escalate")
}
