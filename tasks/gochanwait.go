package tasks

import (
	"context"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/goexit"
)

// chanWait is a wait for Go channels: a goroutine waits in the task's place, and the loop goes on.
// A cancellation stops that goroutine and waits for its answer. If the goroutine has sent or
// received by then, the await succeeds, and the cancellation is delivered by the task's next await.
// So an item is received or it is not; it is never lost.
//
//	state     entered by                       left by
//	waiting   awaitOutside                     the goroutine's answer (to over); Cancel, Leave, an unwound task (to stopping)
//	stopping  Cancel, Leave, or halt when      the goroutine's answer (to over)
//	          the task is unwound
//	over      the goroutine's answer           never
type chanWait struct {
	end       actor.Completion
	hold      actor.Hold
	stop      chan struct{} // closed to stop the goroutine; nil when there is none
	stopped   bool          // the goroutine's answer is that it was stopped
	stopping  bool
	requested bool   // Cancel was called: the task has a cancellation to get
	msg       string // of the cancellation
}

// awaitOutside calls wait on a goroutine, and suspends until wait has returned. wait must return
// when stop is closed, and reports whether that was why it returned. hopeless says that nothing can
// ever come from outside: then no goroutine waits.
func awaitOutside(ctx context.Context, hopeless bool, wait func(stop <-chan struct{}) (stopped bool)) error {
	l, w := LoopOf(ctx), &chanWait{}
	w.end.Init(l, w)
	if hopeless {
		return w.end.Await(ctx)
	}
	w.stop = make(chan struct{})
	l.Hold(&w.hold)
	go func() {
		w.stopped = wait(w.stop)
		_ = l.Send(w, actor.Call{})
	}()
	var err error
	// The goroutine must not outlive a task that is unwound: halt stops it.
	goexit.Guard(func() { err = w.end.Await(ctx) }, w.halt)
	switch {
	case err == nil && w.requested: // it could not be stopped any more
		actor.CancelLater(ctx, w.msg)
	case err != nil && w.end.Finished() && !w.end.Canceled():
		// The cancellation came between the answer and the task's turn.
		actor.CancelLater(ctx, canceledMsg(err))
		err = nil
	}
	return err
}

// Receive handles the goroutine's answer.
func (w *chanWait) Receive(actor.Message) {
	w.end.Loop().Release(&w.hold)
	if w.stopped {
		w.end.EndCanceled(actor.CanceledWith(w.msg))
		return
	}
	w.end.Settle(nil)
}

// Cancel stops the goroutine, whose answer then ends the wait.
func (w *chanWait) Cancel(msg string) bool {
	if w.stop == nil {
		return w.end.EndCanceled(actor.CanceledWith(msg))
	}
	w.requested = true
	w.msg = msg
	w.halt()
	return true
}

var _ actor.Leaver = (*chanWait)(nil)

// Leave is Cancel for the end of a derived context, which is no request to the task.
func (w *chanWait) Leave() bool {
	if w.stop == nil {
		return w.end.EndCanceled(nil)
	}
	w.halt()
	return true
}

func (w *chanWait) halt() {
	if !w.stopping {
		w.stopping = true
		close(w.stop)
	}
}

func (w *chanWait) String() string {
	if w.stop == nil {
		return "a Go channel that is nil"
	}
	return "a Go channel"
}
