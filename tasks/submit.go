package tasks

import (
	"context"

	"github.com/actorloom/actorloom/actor"
)

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
