package tasks

import (
	"context"
	"errors"
	"fmt"

	"github.com/actorloom/actorloom/actor"
)

// Pending is the result of a task that another goroutine submitted. All its
// methods may be called from any goroutine. Submit makes one. asyncio: the
// concurrent.futures.Future of run_coroutine_threadsafe.
type Pending[T any] struct{ task *Task[T] }

// ErrWouldBlock reports a Wait or a RunOn with the context of a task, whose loop it would block. A
// goroutine that got its context from a task, as by http.Server.BaseContext, cannot use that
// context: call [Snapshot] in the task, and give the goroutine the result. When a task or a
// callback makes the call with any other context, only debug mode finds that, and only if the call
// waits for the very loop that it blocks.
var ErrWouldBlock = errors.New("this would block a loop: use Go and Await in a task, RunOn in ToThread for another loop, GoOn and OnDone in a callback, and give other goroutines a Snapshot of a task's context")

// Submit starts coro as a task on a loop, from any goroutine. The task has no variables but those
// of [InVars]; [SubmitWith] gives it the caller's. Submit neither blocks nor suspends; [RunOn] waits
// for the result.
//
// When the loop is closed, or closes first, the error is ErrLoopClosed; for a nil loop it is
// ErrNoLoop, and for a nil coro ErrNilFunc. An error that nobody asks the Pending for is dropped,
// as in asyncio, unless it is a panic, or Submit has refused the task: those are reported. asyncio:
// run_coroutine_threadsafe, which copies the caller's variables.
func Submit[T any](l *Loop, coro Coro[T], opts ...Option) *Pending[T] {
	return submit(context.Background(), l, coro, opts)
}

// SubmitWith is [Submit] of a task that has the values of ctx, such as the id of an HTTP request, and
// a copy of its variables. The end of ctx does not cancel the task. A nil ctx has neither. asyncio:
// run_coroutine_threadsafe.
func SubmitWith[T any](ctx context.Context, l *Loop, coro Coro[T], opts ...Option) *Pending[T] {
	if ctx == nil {
		return Submit(l, coro, opts...)
	}
	return submit(context.WithoutCancel(actor.Base(ctx)), l, coro, append([]Option{InVars(CopyVars(ctx))}, opts...))
}

// submit is Submit; the task has the values of the context.
func submit[T any](values context.Context, l *Loop, coro Coro[T], opts []Option) *Pending[T] {
	switch {
	case l == nil:
		return &Pending[T]{Refused[T](nil, named(specOf(opts), ErrNoLoop))}
	case coro == nil:
		return &Pending[T]{Refused[T](l, named(specOf(opts), ErrNilFunc))}
	}
	t := &Task[T]{coro: coro}
	t.fiber.Init(l, (*body[T])(t))
	t.fiber.ReadElsewhere() // whoever has the Pending sees to the error
	s := &submission[T]{Pending: Pending[T]{t}, values: values, opts: opts}
	if err := l.Send(s, actor.Call{}); err != nil {
		s.take()
		t.fiber.Refuse(err)
	}
	return &s.Pending
}

// submission is the receiver that carries a task to its loop. The caller of Submit gets the Pending
// in it.
type submission[T any] struct {
	Pending[T]
	values context.Context // these two until take
	opts   []Option
}

// take returns what the task starts with, and forgets it, so that the Pending keeps only the task
// alive.
func (s *submission[T]) take() (context.Context, []Option) {
	values, opts := s.values, s.opts
	s.values, s.opts = nil, nil
	return values, opts
}

func (s *submission[T]) Receive(actor.Message) {
	t := s.task
	if t.fiber.Loop().Closing() {
		s.Dropped()
		return
	}
	returned := false
	defer func() {
		if v := recover(); v != nil { // of an option, or of the loop's task factory
			t.fiber.Refuse(actor.NewPanicError(v))
		} else if !returned && !t.fiber.Started() {
			t.fiber.Abandon(ErrGoexit)
		}
	}()
	values, opts := s.take()
	if err := t.fiber.Start(values, specOf(opts)); err != nil {
		t.fiber.Abandon(err)
	}
	returned = true
}

// Dropped is called when the loop closes before it has taken the task in.
func (s *submission[T]) Dropped() {
	s.take()
	s.task.fiber.Abandon(ErrLoopClosed)
}

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
	if l := p.task.Loop(); l != nil && l.Holds() {
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
