package supervise

// RestartType says when a child is started again after its end.
type RestartType int

const (
	// Permanent children are always started again.
	Permanent RestartType = iota
	// Transient children are started again after a failure: an error, a panic, a Goexit, or a
	// cancellation that the supervisor did not request. One that has ended well stays ended, even
	// when its siblings are restarted; OTP starts it again with them.
	Transient
	// Temporary children are never started again, not even when their siblings are restarted. The
	// supervisor forgets one that has ended.
	Temporary
)

func (r RestartType) String() string { return nameOf(int(r), "permanent", "transient", "temporary") }

// revives reports whether a child of this type is started again.
func (r RestartType) revives(failed bool) bool {
	return r == Permanent || r == Transient && failed
}

// Directive says what to do about a child that failed.
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
	// Escalate makes the supervisor give up at once.
	Escalate
)

func (d Directive) String() string {
	return nameOf(int(d), "by type", "restart", "stop", "ignore", "escalate")
}
