package actor

import "fmt"

// Post queues fn for the loop to call, in the order of the calls of Post. Before each pass the loop
// takes in what was posted, behind all that it has queued itself by then; asyncio keeps one order
// for both. Post fails with ErrLoopClosed and ErrNilFunc. A loop that closes before fn's turn does
// not call fn. Post never suspends. Any goroutine may call it. asyncio: loop.call_soon_threadsafe.
func (l *Loop) Post(fn func()) error {
	if fn == nil {
		return fmt.Errorf("Post of nil: %w", ErrNilFunc)
	}
	if !l.inbox.addFunc(fn, (*run)(l)) {
		return ErrLoopClosed
	}
	l.wakeUp()
	return nil
}

// run is a Loop seen as the receiver of its posted functions. Functions that are posted with
// nothing else in between are one entry of the queue, a run: an entry for each would be four times
// as large, and have a recover of its own. The functions lie in Loop.fns, with a nil behind the
// last of each run.
type run Loop

// Receive calls the functions of a run. In debug mode, where each is a step of its own, it calls
// only the next one.
func (r *run) Receive(Message) {
	l := (*Loop)(r)
	ended := false
	defer l.recoverPanic(callbackPanicked)
	defer func() {
		if !ended { // the rest is the next entry of this pass
			l.ready.putBack(envelope{r, Call{}})
		}
	}()
	for fn := l.nextPosted(); fn != nil; fn = l.nextPosted() {
		fn()
		if l.stepwise {
			return
		}
	}
	ended = true
}

// nextPosted is the next function of the run, nil at its end.
func (l *Loop) nextPosted() func() {
	fn := l.fns[l.called]
	l.fns[l.called] = nil // let the collector have it
	l.called++
	return fn
}
