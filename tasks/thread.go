package tasks

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"sync/atomic"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/usererror"
)

// ToThread runs fn on a goroutine of its own, where fn may block, and suspends until fn has
// returned. fn's context has the values of ctx, a copy of its variables, and the deadline of a ctx
// that the task has derived. That context ends when fn returns, so finish inside fn what you begin
// with it, such as a transaction or a response.
//
// A cancellation ends the wait and fn's context at once. fn itself goes on until it notices, and
// its result is dropped: until then, give nothing that fn uses, such as a connection, to another
// thread. When ctx has ended before the call, fn is not called.
//
// A panic of fn is the error, as a [*PanicError]; a Goexit is ErrGoexit, and a nil fn ErrNilFunc.
// The end of the run waits for fn. At its time limit it gives up, and fn's context ends with
// ErrLoopClosed as the cause. Once the end of the run waits for threads, no other thread begins:
// ToThread fails with ErrLoopClosed. asyncio: to_thread.
func ToThread[T any](ctx context.Context, fn func(ctx context.Context) (T, error)) (T, error) {
	if _, err := actor.Running(ctx); err != nil {
		var zero T
		return zero, err
	}
	return InExecutor(ctx, nil, fn).Await(ctx)
}

// InExecutor is ToThread as a future: it returns at once, and fn runs on a goroutine of its own as
// soon as the executor has room. A nil executor has no limit. fn is no task and cannot await: use
// [Go] for code that awaits.
//
// Canceling the future ends it and fn's context at once; what fn returns then is dropped. The end
// of a ctx that the task has derived ends only fn's context: the future still ends with what fn
// returns, or, when fn returns ctx.Err() itself, with the context's cause.
//
// The end of the run waits for fn, as with ToThread; when it gives up on fn, the future fails with
// ErrLoopClosed, and fn's context ends. Once the end of the run waits for threads, no other thread
// begins: InExecutor returns a future that has failed with ErrLoopClosed. InExecutor never
// suspends. asyncio: loop.run_in_executor.
func InExecutor[T any](ctx context.Context, by *Executor, fn func(ctx context.Context) (T, error)) *Future[T] {
	l := actor.LoopOf(ctx)
	switch {
	case l == nil:
		return Resolved(ctx, *new(T), ErrNoTask)
	case fn == nil:
		return Resolved(ctx, *new(T), fmt.Errorf("a thread without a function: %w", ErrNilFunc))
	}
	err := l.CheckGoroutine()
	if err == nil || l.Closed() {
		err = l.CheckThreads() // otherwise nobody would take in what fn returns
	}
	if err != nil {
		return refusedFuture[T](l, err) // only the loop may settle a future
	}
	outside := actor.Detach(ctx)
	if !actor.Derived(ctx) { // the thread is nobody's child: the end of the task does not end its context
		outside = context.WithoutCancel(outside)
	}
	inside, cancel := context.WithCancelCause(outside)
	t := &thread[T]{by: by, cancel: cancel}
	t.hold = actor.Hold{Name: funcName(fn), Thread: true, Pooled: by == nil, Owner: t}
	t.future = SupervisedFuture[T](l, t)
	l.Hold(&t.hold)
	t.future.OnDone(t.stop)
	t.place = by.run(func() { t.run(inside, fn) })
	return t.future
}

// thread is a function that runs outside the loop, the receiver of its end, and the owner of
// its future.
//
//	state     entered by                      left by
//	waiting   InExecutor                      a place at its executor (to running), the future's end (to given up)
//	running   a place at its executor         the function's end (to over)
//	given up  the future's end, before there  never
//	          was a place
//	over      the function's end              never
type thread[T any] struct {
	taken  atomic.Bool // it no longer waits; the first to set this, run or stop, decides what follows
	future *Future[T]
	hold   actor.Hold
	by     *Executor
	place  *place // in by's queue
	cancel context.CancelCauseFunc
	value  T
	err    error
}

func (t *thread[T]) run(ctx context.Context, fn func(ctx context.Context) (T, error)) {
	if !t.taken.CompareAndSwap(false, true) {
		return
	}
	returned := false
	defer func() {
		if !returned {
			t.err = ErrGoexit
			if v := recover(); v != nil {
				t.err = actor.NewPanicError(v)
			}
		}
		if t.future.Loop().Send(t, actor.Call{}) != nil {
			t.late(t.err) // the loop has shut, and has given up on the thread
		}
	}()
	if ctx.Err() == nil {
		t.value, t.err = fn(ctx)
	} else { // it ended before the executor had a place
		t.err = context.Cause(ctx)
	}
	if ended := ctx.Err(); ended != nil && t.err == ended { //nolint:errorlint // what wraps it says more
		t.err = context.Cause(ctx) // as of an await, whether the loop or fn sees the end first
	}
	returned = true
}

// Receive takes in what fn returned, when somebody still wants it.
func (t *thread[T]) Receive(actor.Message) {
	t.future.Loop().Release(&t.hold)
	v, err := t.value, t.err
	t.value, t.err = *new(T), nil // who keeps the future keeps t
	if t.future.Finished() {
		t.late(err)
		return
	}
	if err != nil {
		_ = t.future.SetError(err)
	} else {
		_ = t.future.SetResult(v)
	}
}

// Dropped is called when the loop closes before it has taken in what fn returned.
func (t *thread[T]) Dropped() {
	t.future.Loop().Release(&t.hold)
	t.LeftBehind()
	t.late(t.err)
}

// LeftBehind is called when the loop closes while fn runs: nobody will ever want the result.
func (t *thread[T]) LeftBehind() {
	if !t.future.Finished() {
		t.future.end.Abandon(ErrLoopClosed)
		t.cancel(ErrLoopClosed)
	}
}

// late handles the error of a thread that nobody waits for any more. Like a value, the error is
// dropped, unless it is a panic: that is reported, since it is a mistake of the function, and no
// answer to its cancellation.
func (t *thread[T]) late(err error) {
	if _, ok := usererror.As[*PanicError](err); ok {
		t.future.Loop().Report(actor.Report{Message: t.String() + " panicked, and nobody waits for it any more", Err: err})
	}
}

// Cancel ends the future, and so fn's context: see stop.
func (t *thread[T]) Cancel(msg string) bool {
	if !t.future.end.EndCanceled(actor.CanceledWith(msg)) {
		return false
	}
	t.stop() // now: a loop that closes makes no calls any more
	return true
}

// String describes the thread.
func (t *thread[T]) String() string { return "the thread of " + t.hold.Name }

// stop ends fn's context when the future has ended, by a cancellation or with fn.
func (t *thread[T]) stop() {
	if t.cancel == nil {
		return // Cancel has called it before
	}
	err := t.future.Completion().Err()
	if !t.future.Canceled() {
		err = context.Canceled
	}
	t.cancel(err)
	t.cancel = nil // it would keep fn's context alive, and the task's
	if t.taken.CompareAndSwap(false, true) {
		t.future.Loop().Release(&t.hold)
		t.by.forget(t.place)
	}
	t.place = nil // it would keep fn alive
}

// funcName is the name of a function, for descriptions.
func funcName(fn any) string {
	if f := runtime.FuncForPC(reflect.ValueOf(fn).Pointer()); f != nil {
		return f.Name()
	}
	return fmt.Sprintf("%T", fn)
}
