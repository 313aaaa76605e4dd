package supervise

import (
	"context"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/internal/usererror"
	"github.com/actorloom/actorloom/tasks"
)

// Race runs coros until one succeeds, and returns its value and its index. It suspends until all
// coroutines that it started have ended. Without coros it fails with [ErrNothing].
//
// The first starts at once. Each later one starts when the one before it has run for delay, or has
// failed; with [NoLimit], only when it has failed. A delay of zero or less passes in the loop's
// next pass. When delay passes in the instant in which one succeeds, the next may take its first
// step before it is canceled.
//
// When one succeeds, the others are canceled. When all fail, the index is -1 and the error a
// [*tasks.GroupError] of their errors, in the order of coros.
//
// Each request to cancel Race cancels all that run. Race then returns the cancellation, or the
// cause of a derived ctx that has ended. If one has succeeded by then, Race returns its value and
// its index as well, so that what was opened can be closed. When one succeeds or Race is canceled,
// the errors of the others are dropped, but the loop reports their panics. asyncio:
// staggered.staggered_race.
func Race[T any](ctx context.Context, delay time.Duration, coros ...tasks.Coro[T]) (v T, winner int, err error) {
	if len(coros) == 0 {
		return v, -1, fmt.Errorf("Race: %w", ErrNothing)
	}
	f, err := actor.Running(ctx)
	if err != nil {
		return v, -1, err
	}
	r := &race[T]{ctx: ctx, loop: f.Loop(), delay: delay, coros: coros, winner: -1}
	r.Supervise(r.loop, r)
	goexit.Guard(r.startNext, func() { r.over = true }) // nobody would wait for those that start later
	canceled := r.awaitAll()
	if canceled == nil && r.winner < 0 {
		return v, -1, &tasks.GroupError{Errors: r.errors()}
	}
	r.reportPanics()
	if r.winner >= 0 {
		v, _ = r.tasks[r.winner].Result()
	}
	return v, r.winner, canceled
}

// race is the policy of Race.
//
//	state    entered by                           left by
//	running  Race                                 a success (to won), a cancellation (to stopped), the last failure (to lost)
//	won      the first success                    never: nobody is started any more
//	stopped  a cancellation of the calling task;  never: likewise
//	         its Goexit, in an eager coroutine
//	lost     the failure of the last coroutine    never: all have ended
type race[T any] struct {
	actor.Supervisor
	ctx    context.Context
	loop   *tasks.Loop
	delay  time.Duration
	coros  []tasks.Coro[T]
	tasks  []*tasks.Task[T]
	timer  *actor.Callback
	place  place // of the calling task, for the last end
	winner int
	over   bool
}

// startNext starts the next coroutine, if there is one, and sets the timer for the one after it.
func (r *race[T]) startNext() {
	cancelTimer(&r.timer)
	i := len(r.tasks)
	if r.over || i == len(r.coros) {
		return
	}
	goexit.Guard(func() {
		r.started(tasks.GoOn(r.ctx, r.loop, r.coros[i])) // not Go: the end of ctx ends the race, which ends its tasks
	}, func() { r.started(tasks.Refused[T](r.loop, tasks.ErrGoexit)) })
	if r.delay != NoLimit && i+1 < len(r.coros) {
		r.timer = r.loop.CallLater(r.delay, r.startNext)
	}
}

// started adopts the task that was started last.
func (r *race[T]) started(t *tasks.Task[T]) {
	r.tasks = append(r.tasks, t)
	r.Adopt(t.Completion())
}

// ChildDone records the winner, or starts the next coroutine.
func (r *race[T]) ChildDone(child *actor.Child) {
	err := child.Of().Outcome()
	switch {
	case err == nil && r.winner < 0:
		r.winner = child.Index()
		r.stop("")
	case child.Index() == len(r.tasks)-1:
		r.startNext()
	}
	if r.Left() == 0 {
		r.place.wake()
	}
}

// awaitAll suspends until all tasks that were started have ended. It passes each request to cancel
// the calling task, with its message, on to all that run.
func (r *race[T]) awaitAll() (canceled error) {
	f, ctx := actor.Of(r.ctx), r.ctx
	echo := false // the next one is ours, which has come back in a cycle of awaits
	for r.Left() > 0 {
		err := r.place.park(ctx, "a race", r)
		if err == nil {
			continue
		}
		ctx = f.Context() // one end of a derived context is enough
		canceled = err
		if echo {
			echo = false
			continue
		}
		r.stop(reasonOf(err))
		echo = f.Undelivered()
	}
	return canceled
}

// stop cancels all that run.
func (r *race[T]) stop(msg string) {
	r.over = true
	cancelTimer(&r.timer)
	for _, t := range r.tasks {
		t.Cancel(msg)
	}
}

func (r *race[T]) errors() []error {
	errs := make([]error, len(r.tasks))
	for i, t := range r.tasks {
		errs[i] = t.Err()
	}
	return errs
}

// reportPanics reports the panics, which no caller gets.
func (r *race[T]) reportPanics() {
	for _, t := range r.tasks {
		err := t.Err()
		if _, panicked := usererror.As[*tasks.PanicError](err); panicked {
			r.loop.Report(tasks.Report{Message: "a task of a race panicked", Err: err, Task: t.Name()})
		}
	}
}

// String describes the race and the tasks that it waits for.
func (r *race[T]) String() string { return describe("race", r.First()) }
