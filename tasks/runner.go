package tasks

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/actor"
)

// Run runs main as a task on a loop of its own, on the calling goroutine, which it blocks. When
// main has ended, Run cancels all other tasks, waits for them and for the threads that were
// started, closes the loop, and returns what main returned. When main has succeeded and
// [Runner.Close] fails, Run returns main's value together with that error.
//
// When ctx ends, main is canceled, once; if main then ends canceled, the error is also the
// context's cause, by errors.Is, unless main has refused another request to cancel without taking
// it back: see [Task.Uncancel]. When ctx has ended before the call, main is not called.
//
// Run fails with ErrLoopRunning when ctx carries a task: await instead; with ErrNilFunc, with
// ErrNilContext, and with a [*DeadlockError] as [VirtualClock] says. asyncio: run.
func Run[T any](ctx context.Context, main Coro[T], opts ...RunOption) (v T, err error) {
	r := NewRunner(opts...)
	defer func() {
		if closing := r.Close(); err == nil {
			err = closing
		}
	}()
	return RunWith(ctx, r, main)
}

// Runner is a loop for several runs in a row. asyncio: Runner.
//
// Its runs share their variables: a run sees what the one before has set. The zero Runner is ready
// to use.
type Runner struct {
	loop *Loop
	vars *Vars
}

// NewRunner makes a runner, and with it a loop. Close must be called.
func NewRunner(opts ...RunOption) *Runner { return RunnerOn(actor.New(opts...)) }

// RunnerOn makes a runner for a loop that exists already, such as one from a factory. Close ends
// the loop. With a nil loop the runner is like a zero Runner, and makes its own. asyncio:
// Runner(loop_factory=).
func RunnerOn(l *Loop) *Runner { return &Runner{loop: l} }

// Loop returns the runner's loop. For a zero Runner, the first call makes it. asyncio:
// Runner.get_loop.
func (r *Runner) Loop() *Loop {
	if r.loop == nil {
		r.loop = actor.New()
	}
	return r.loop
}

// RunWith runs main as a task on the runner's loop, on the calling goroutine, which it blocks. What
// main leaves behind, such as tasks, stays for the next run. The end of ctx cancels main, once, and
// the error is as [Run] says. When ctx has ended before the call, main is not called.
//
// RunWith fails with ErrLoopRunning when ctx carries a task or the loop runs, with ErrLoopClosed
// after Close, with ErrNilFunc when main is nil, with ErrNilContext when ctx is, with ErrNoLoop
// when r is, and with a [*DeadlockError] as [VirtualClock] says. asyncio: Runner.run.
func RunWith[T any](ctx context.Context, r *Runner, main Coro[T], opts ...Option) (T, error) {
	var zero T
	switch {
	case ctx == nil:
		return zero, ErrNilContext
	case r == nil:
		return zero, fmt.Errorf("the runner is nil: %w", ErrNoLoop)
	case actor.Of(ctx) != nil:
		return zero, runsInside(actor.Of(ctx))
	}
	var t *Task[T]
	var interrupted func() bool
	if err := r.Loop().RunUntilEnd(func() *actor.Completion {
		if r.vars == nil {
			r.vars = CopyVars(ctx)
		}
		spec := changed(&actor.Spec{Locals: r.vars}, opts)
		spec.Lazy = true // no pass has begun
		t = (&Task[T]{}).start(r.Loop(), ctx, main, spec)
		if t.Finished() { // it could not be made
			return nil
		}
		t.fiber.Retrieve() // the caller gets the error, or ends with main (Goexit)
		interrupted = t.fiber.CancelWith(ctx)
		return t.Completion()
	}); err != nil {
		return zero, err
	}
	v, err := t.Result()
	if t.Canceled() && interrupted() && t.Uncancel() == 0 {
		err = endOf(ctx)
	}
	return v, err
}

// runsInside is the error of a run whose ctx carries f.
func runsInside(f *actor.Fiber) error {
	state := ""
	if f.Finished() {
		state = ", which has ended"
	}
	return fmt.Errorf("a run with the ctx of task %q%s: %w: await instead, use Submit, or use another goroutine with a context that has no task", f.Name(), state, ErrLoopRunning)
}

// endOf is the error of a run that was canceled because ctx has ended.
func endOf(ctx context.Context) *CanceledError {
	cause := context.Cause(ctx)
	return &CanceledError{Msg: fmt.Sprint(cause), Cause: cause}
}

// Close cancels every task that is left, waits for them and for their threads, and closes the loop.
// It blocks. It returns ErrLoopRunning while the loop runs, a [*ShutdownError] when it gave up on
// something, and a [*DeadlockError] when a virtual clock shows that what is left will never end. It
// may be called twice. asyncio: Runner.close.
func (r *Runner) Close() error { return r.Loop().Shutdown(context.Background()) }
