package actor

import (
	"context"
	"log/slog"
	"os"

	"github.com/actorloom/actorloom/internal/usererror"
)

// Report is something that went wrong and that no caller is there to be told.
type Report struct {
	// Message says what happened.
	Message string
	// Err is the error, if there is one.
	Err error
	// Task is the name of the task that it happened in or to, if any.
	Task string
	// Stack is where: the frames of a slow step, of a stuck one, of a call that was
	// wrong. Of an error that nobody retrieved it is, in debug mode, where the task or the
	// future was made; else the task's function. Of a callback that panicked it is, in debug mode,
	// where CallSoon, CallAt or CallLater was called.
	Stack string
	// Vars are the variables of the task; nil when it has none. One is read by
	// v.Get(r.Vars.Context(context.Background())), which a nil Vars allows. asyncio runs the
	// handler in the task's context.
	Vars *Locals
}

// SetExceptionHandler sets what is called with each [Report]: errors that
// nobody retrieved, panics of callbacks, slow steps, tasks that were pending
// when their loop closed. nil means the default, which logs. The handler may be
// called on any goroutine. Any goroutine may call SetExceptionHandler. asyncio:
// loop.set_exception_handler.
func (l *Loop) SetExceptionHandler(handler func(*Loop, Report)) {
	if handler == nil {
		l.handler.Store(nil)
		return
	}
	l.handler.Store(&handler)
}

// ExceptionHandler is what SetExceptionHandler set, nil for the default. Any goroutine may
// call it. asyncio: loop.get_exception_handler.
func (l *Loop) ExceptionHandler() func(*Loop, Report) {
	if h := l.handler.Load(); h != nil {
		return *h
	}
	return nil
}

// Report calls the exception handler. Any goroutine may call it. asyncio:
// loop.call_exception_handler.
func (l *Loop) Report(r Report) {
	if h := l.handler.Load(); h != nil && l.handled(*h, r) {
		return
	}
	DefaultExceptionHandler(l, r)
}

// handled reports whether handler took r. One that panics did not, and must not
// take the loop or the process with it.
func (l *Loop) handled(handler func(*Loop, Report), r Report) (ok bool) {
	defer func() {
		if v := recover(); v != nil {
			DefaultExceptionHandler(l, Report{Message: "the exception handler panicked", Err: NewPanicError(v)})
		}
	}()
	handler(l, r)
	return true
}

// DefaultExceptionHandler writes r to the loop's logger, as an error; of a panic, with
// its stack. When the logger panics, both go to standard error. asyncio:
// loop.default_exception_handler.
func DefaultExceptionHandler(l *Loop, r Report) {
	log := l.logger
	if log == nil {
		log = slog.Default()
	}
	defer func() {
		if v := recover(); v != nil { // nobody is left to be told, and it must not end the process
			last := slog.New(slog.NewTextHandler(os.Stderr, nil))
			writeReport(last, r)
			writeReport(last, Report{Message: "the logger panicked", Err: NewPanicError(v)})
		}
	}()
	writeReport(log, r)
}

func writeReport(log *slog.Logger, r Report) {
	var attrs []slog.Attr
	if r.Task != "" {
		attrs = append(attrs, slog.String("task", r.Task))
	}
	if r.Err != nil {
		attrs = append(attrs, slog.Any("error", r.Err))
	}
	if r.Stack != "" {
		attrs = append(attrs, slog.String("stack", r.Stack))
	}
	if at := panicStack(r.Err); at != "" && at != r.Stack {
		attrs = append(attrs, slog.String("panic", at))
	}
	log.LogAttrs(context.Background(), slog.LevelError, "actorloom: "+r.Message, attrs...)
}

// recoverPanic is deferred by whoever calls a user's function outside a task. It recovers a panic of
// that, and reports it with a message that says whose it was.
func (l *Loop) recoverPanic(message string) {
	if v := recover(); v != nil {
		l.Report(Report{Message: message, Err: NewPanicError(v)})
	}
}

// These are the messages of recoverPanic for which there is more than one place.
const (
	callbackPanicked = "a callback panicked"
	stepPanicked     = "a step panicked"
)

// panicStack is where the panic was that err is, if it is one.
func panicStack(err error) string {
	if p, ok := usererror.As[*PanicError](err); ok {
		return string(p.Stack)
	}
	return ""
}
