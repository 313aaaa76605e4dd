package actor

import "context"

// Owner decides what a cancellation of its Completion does.
type Owner interface {
	// Cancel passes a request on. It reports false when there is nothing
	// left to cancel.
	Cancel(msg string) bool
	// String describes the owner in errors and reports.
	String() string
}

// What an [Owner] may implement besides. A type that does should say so:
//
//	var _ actor.Interruptible = (*gather)(nil)
type (
	// Interruptible is an owner that passes requests on to several completions: a request to cancel
	// by their Cancel, and the end of a context by their [Completion.Interrupt].
	Interruptible interface {
		Owner
		Interrupt(ctx context.Context) bool
	}
	// Leaver is an owner that may succeed even though it was asked to stop, and then has to tell
	// whether the awaiting fiber was canceled. Leave is called in place of Cancel when only the
	// await ends, because its derived context has ended.
	Leaver interface {
		Owner
		Leave() bool
	}
	// ErrorKeeper is an owner for which a Cancel after the end does not count as retrieving the
	// error. KeepsError does nothing.
	ErrorKeeper interface {
		Owner
		KeepsError()
	}
)
