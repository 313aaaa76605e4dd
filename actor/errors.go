package actor

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Errors to compare with, by errors.Is. Those that are returned often say more: which
// task, and what to do.
var (
	// ErrCanceled is what every cancellation matches by errors.Is, wherever it came from.
	ErrCanceled = errors.New("canceled")
	// ErrTimeout is what every passed time limit of this library matches by errors.Is.
	ErrTimeout = errors.New("timed out")
	// ErrInvalidState reports that a result was read too early or set twice, or that something
	// cannot be used, such as a nil loop. asyncio: InvalidStateError.
	ErrInvalidState = errors.New("invalid state")
	// ErrNoTask reports that the context carries no task, where one is needed.
	ErrNoTask = errors.New("the context carries no task: pass on the one that the task's body was given; a callback gives its loop to GoOn or NewFutureOn, other goroutines use RunOn or Submit")
	// ErrNotRunning reports an await by code that is not the body of the context's task, or not at
	// its turn: another goroutine, a callback, or a task with the context of another.
	ErrNotRunning = errors.New("the context's task is not the one that is running")
	// ErrForeignGoroutine reports that a call that belongs on the loop came from another goroutine.
	// Debug mode finds it.
	ErrForeignGoroutine = errors.New("called from a goroutine that is not the loop's: use Submit, or the loop's Post")
	// ErrForeignLoop reports an await of something that belongs to another loop, or to none.
	ErrForeignLoop = errors.New("it belongs to another loop (use Submit to reach that one), or to none (a zero value)")
	// ErrSelfAwait reports that a task awaits itself.
	ErrSelfAwait = errors.New("a task cannot await itself")
	// ErrLoopClosed reports that the loop has closed, or that it is shutting down and takes no
	// more.
	ErrLoopClosed = errors.New("the loop is closed")
	// ErrLoopRunning reports that the loop runs already, or that a run or a Shutdown was begun
	// inside one.
	ErrLoopRunning = errors.New("a loop is running already")
	// ErrGoexit is what a task ends with when its body has called runtime.Goexit, as t.FailNow
	// does.
	ErrGoexit = errors.New("the body ended its goroutine (runtime.Goexit)")
	// ErrNilFunc reports a nil function, or a nil awaitable, where one is needed.
	ErrNilFunc = errors.New("the function is nil")
	// ErrNilContext reports a nil context where one without a task is needed. Where one with a task
	// is needed, a nil one is ErrNoTask.
	ErrNilContext = errors.New("the context is nil: use context.Background()")
)

// CanceledError is a delivered cancellation. It matches [ErrCanceled] and context.Canceled by
// errors.Is. asyncio: CancelledError.
type CanceledError struct {
	// Msg is what the canceler gave as its reason; "" when it gave none.
	Msg string
	// Cause is why the context of a run has ended, when that end canceled the run.
	Cause error
}

// CanceledWith is a cancellation with a message. All without one are the same error, since nobody
// changes it, and many tasks may be canceled at a time.
func CanceledWith(msg string) *CanceledError {
	if msg == "" {
		return withoutMessage
	}
	return &CanceledError{Msg: msg}
}

var withoutMessage = &CanceledError{}

// Unwrap is the cause, if there is one.
func (e *CanceledError) Unwrap() error { return e.Cause }

func (e *CanceledError) Error() string {
	if e.Msg == "" {
		return "canceled"
	}
	return "canceled: " + e.Msg
}

// Is reports whether target is ErrCanceled or context.Canceled.
func (e *CanceledError) Is(target error) bool {
	return target == ErrCanceled || target == context.Canceled
}

// IsCanceled reports whether err ends a task as canceled: whether it is [ErrCanceled] in the sense
// of errors.Is, not counting what is inside a [GroupError] or a [PanicError]. context.Canceled
// alone is not.
func IsCanceled(err error) bool {
	if err == nil {
		return false
	}
	if _, ok := err.(*CanceledError); ok {
		return true
	}
	return wrapsCanceled(err)
}

// wrapsCanceled is IsCanceled for an error whose own methods have to be called. They may panic, as
// those of a nil pointer do.
func wrapsCanceled(err error) (yes bool) {
	defer func() {
		if recover() != nil {
			yes = false
		}
	}()
	return canceledOutsideGroups(err)
}

// canceledOutsideGroups is errors.Is(err, ErrCanceled), but it looks into no group, and into no
// panic: a panic is a mistake, even when its value is the error of an await.
func canceledOutsideGroups(err error) bool {
	switch err.(type) {
	case *GroupError, *PanicError:
		return false
	}
	if err == ErrCanceled { //nolint:errorlint // errors.Is looks into groups
		return true
	}
	if e, ok := err.(interface{ Is(target error) bool }); ok && e.Is(ErrCanceled) {
		return true
	}
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		return canceledOutsideGroups(e.Unwrap())
	case interface{ Unwrap() []error }:
		return slices.ContainsFunc(e.Unwrap(), canceledOutsideGroups)
	}
	return false
}

// TimeoutError reports that a time limit has passed. It matches [ErrTimeout] and
// context.DeadlineExceeded by errors.Is, and is never a cancellation. asyncio: TimeoutError.
type TimeoutError struct {
	// What had the limit.
	What string
	// After is the limit, zero when it is not known.
	After time.Duration
}

func (e *TimeoutError) Error() string {
	if e.After > 0 {
		return e.What + " timed out after " + e.After.String()
	}
	return e.What + " timed out"
}

// Timeout is true: see net.Error.
func (e *TimeoutError) Timeout() bool { return true }

// Is reports whether target is ErrTimeout or context.DeadlineExceeded.
func (e *TimeoutError) Is(target error) bool {
	return target == ErrTimeout || target == context.DeadlineExceeded
}
