package tasks

import (
	"errors"

	"github.com/actorloom/actorloom/actor"
)

// Errors to compare with, by errors.Is. What is returned often says more: which task,
// and what to do.
var (
	ErrCanceled         = actor.ErrCanceled         // a cancellation, wherever it came from
	ErrTimeout          = actor.ErrTimeout          // a time limit that has passed
	ErrInvalidState     = actor.ErrInvalidState     // a result read too early or set twice; something that cannot be used. asyncio: InvalidStateError
	ErrNoTask           = actor.ErrNoTask           // a context without a task
	ErrNotRunning       = actor.ErrNotRunning       // an await by code that is not the task's own
	ErrForeignGoroutine = actor.ErrForeignGoroutine // a call that belongs on the loop, found by debug mode
	ErrForeignLoop      = actor.ErrForeignLoop      // an await of something of another loop
	ErrSelfAwait        = actor.ErrSelfAwait        // a task that awaits itself
	ErrLoopClosed       = actor.ErrLoopClosed       // any use of a loop after its end
	ErrLoopRunning      = actor.ErrLoopRunning      // a loop run twice, or one inside another
	ErrGoexit           = actor.ErrGoexit           // a body that ended its goroutine
	ErrNilFunc          = actor.ErrNilFunc          // a nil function where one is needed, or a nil awaitable
	ErrNotPortable      = actor.ErrNotPortable      // a message to another machine that is no protobuf message, or one of protoactor's own
	ErrNilContext       = actor.ErrNilContext       // a nil context where one without a task is needed; elsewhere a nil context is ErrNoTask

	// ErrNoLoop reports a nil loop where one is needed.
	ErrNoLoop = errors.New("the loop is nil")
	// ErrNotLocked reports the release of a lock that is free, or the use of a condition whose lock
	// is free. asyncio: RuntimeError.
	ErrNotLocked = errors.New("the lock is not held: acquire it first")
	// ErrTooMany reports a Release without an Acquire, or more calls of TaskDone than items.
	// asyncio: ValueError.
	ErrTooMany = errors.New("called more often than its counterpart")
	// ErrQueueEmpty is returned by TryGet when the queue is empty. asyncio: QueueEmpty.
	ErrQueueEmpty = errors.New("the queue is empty")
	// ErrQueueFull is returned by TryPut when the queue is full. asyncio: QueueFull.
	ErrQueueFull = errors.New("the queue is full")
	// ErrQueueShutDown reports that the queue takes no more items, or, in Get, that it has none
	// left. asyncio: QueueShutDown.
	ErrQueueShutDown = errors.New("the queue was shut down")
	// ErrBrokenBarrier is returned by Wait when the barrier was aborted or reset. asyncio:
	// BrokenBarrierError.
	ErrBrokenBarrier = errors.New("the barrier is broken")
	// ErrChanClosed is returned by a send to a closed channel, a Chan or one of Go's, and is the
	// error of a FromChan whose channel was closed.
	ErrChanClosed = errors.New("the channel is closed")
)

type (
	// CanceledError reports that a cancellation was delivered, with its Msg. See
	// [actor.CanceledError]. asyncio: CancelledError.
	CanceledError = actor.CanceledError
	// TimeoutError reports that a time limit has passed. asyncio: TimeoutError.
	TimeoutError = actor.TimeoutError
	// PanicError is a panic that left a body or a callback: its Value and its Stack, which
	// %+v prints. See [actor.PanicError].
	PanicError = actor.PanicError
	// GroupError holds in Errors what several tasks failed with. Split divides them. See
	// [actor.GroupError]. asyncio: ExceptionGroup.
	GroupError = actor.GroupError
	// DeadlockError says who waits for whom when a virtual clock finds that
	// nothing can ever run again. See [actor.DeadlockError].
	DeadlockError = actor.DeadlockError
	// DeadLetterError reports a message to an address that nobody has, or whose owner does not take
	// it. See [actor.DeadLetterError].
	DeadLetterError = actor.DeadLetterError
	// ShutdownError names what the end of a run gave up on. See [actor.ShutdownError].
	ShutdownError = actor.ShutdownError
)

// IsCanceled reports whether a task that returns err ends canceled: whether err is
// [ErrCanceled] in the sense of errors.Is, from anywhere but the inside of a
// [GroupError] or a [PanicError]. context.Canceled alone is not.
func IsCanceled(err error) bool { return actor.IsCanceled(err) }
