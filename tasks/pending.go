package tasks

import (
	"context"
	"errors"
	"fmt"

	"github.com/actorloom/actorloom/actor"
)

// Pending is the result of a task that another goroutine submitted. Only Submit and SubmitWith make
// one: the zero value is of no use. All its methods may be called from any goroutine. asyncio: the
// concurrent.futures.Future of run_coroutine_threadsafe.
type Pending[T any] struct{ task *Task[T] }

// ErrWouldBlock reports a Wait or a RunOn with the context of a task, whose loop it would block. A
// goroutine that got its context from a task, as by http.Server.BaseContext, cannot use that
// context: call [Snapshot] in the task, and give the goroutine the result. When a task or a
// callback makes the call with any other context, only debug mode finds that, and only if the call
// waits for the very loop that it blocks.
var ErrWouldBlock = errors.New("this would block a loop: use Go and Await in a task, RunOn in ToThread for another loop, GoOn and OnDone in a callback, and give other goroutines a Snapshot of a task's context")

// String describes the submitted task: whether it is pending, finished or canceled.
func (p *Pending[T]) String() string {
	state := "pending"
	switch {
	case p.Canceled():
		state = "canceled"
	case p.Finished():
		state = "finished"
	}
	return "submitted task (" + state + ")"
}

// Done is closed when the task has ended.
func (p *Pending[T]) Done() <-chan struct{} { return p.task.Done() }

// Finished reports whether the task has ended.
func (p *Pending[T]) Finished() bool { return p.task.Finished() }

// Canceled reports whether the task ended as canceled.
func (p *Pending[T]) Canceled() bool { return p.task.Canceled() }

// Wait blocks until the task has ended, and returns its result. When ctx ends first, the error is
// context.Cause(ctx), and the task goes on. To errors.Is, both this error and that of a canceled
// task may be context.Canceled; [IsCanceled] is true only of the task's.
//
// With a ctx that carries a task Wait fails with ErrWouldBlock, with a nil one with ErrNilContext.
// In a task or a callback, a call with any other ctx blocks the loop, unless debug mode finds it:
// see [ErrWouldBlock]. asyncio: Future.result(timeout).
func (p *Pending[T]) Wait(ctx context.Context) (T, error) {
	var zero T
	switch {
	case ctx == nil:
		return zero, ErrNilContext
	case actor.Of(ctx) != nil:
		return zero, ErrWouldBlock
	}
	if p.Finished() {
		return p.Result()
	}
	if ctx.Err() != nil { // so it does not block
		return zero, context.Cause(ctx)
	}
	if l := p.task.Loop(); l != nil && l.DrivenHere() {
		return zero, ErrWouldBlock
	}
	p.task.fiber.AwaitElsewhere() // before the end, which may be told to nobody but us
	select {
	case <-p.task.Done():
		return p.Result()
	case <-ctx.Done():
		p.task.fiber.LeaveElsewhere()
		if p.Finished() { // perhaps before LeaveElsewhere: then a panic is told to nobody but us
			return p.Result()
		}
		return zero, context.Cause(ctx)
	}
}

// Result returns the value or the error that the task ended with. Before the end it fails with
// ErrInvalidState. It does not block.
func (p *Pending[T]) Result() (T, error) {
	if !p.task.Finished() {
		var zero T
		return zero, fmt.Errorf("a submitted task has no result yet: Wait for it, or ask Finished first: %w", ErrInvalidState)
	}
	if err := p.task.fiber.Err(); err != nil { // not Outcome, which belongs on the loop
		p.task.fiber.RetrieveElsewhere()
		var zero T
		return zero, err
	}
	return p.task.value, nil
}

// Cancel requests the task's cancellation. It reports false when the task or the loop has ended.
// The task takes its first step anyway. Unlike in asyncio, the result is not canceled before the
// task has ended, since the task may refuse. asyncio: Future.cancel.
func (p *Pending[T]) Cancel(msg ...string) bool {
	if p.task.Finished() {
		return false
	}
	return p.task.Loop().Post(func() { p.task.fiber.CancelAfterFirstStep(reason(msg)) }) == nil
}
