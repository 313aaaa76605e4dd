package actor

import (
	"context"
	"log/slog"
	"os"

	"github.com/actorloom/actorloom/internal/usererror"
)

// Report describes something that went wrong, when there is no caller to be told.
type Report struct {
	// Message says what happened.
	Message string
	// Err is the error, if there is one.
	Err error
	// Task is the name of the task that it happened in or to, if any.
	Task string
	// Stack tells where it happened: the frames of a slow step, of a stuck one, or of a call that
	// was wrong. For an error that nobody retrieved, it is in debug mode where the task or the
	// future was made, and otherwise the task's function; a panic has a stack of its own instead.
	// For a callback that panicked, it is in debug mode where CallSoon, CallAt or CallLater was
	// called.
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

// ExceptionHandler returns the handler that SetExceptionHandler has set, nil for the default. Any
// goroutine may call it. asyncio: loop.get_exception_handler.
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

// handled reports whether handler took r. A handler that panics has not, and must not take the loop
// or the process with it.
func (l *Loop) handled(handler func(*Loop, Report), r Report) (ok bool) {
	defer func() {
		if v := recover(); v != nil {
			DefaultExceptionHandler(l, Report{Message: "the exception handler panicked", Err: NewPanicError(v)})
		}
	}()
	handler(l, r)
	return true
}

// DefaultExceptionHandler writes r to the loop's logger, as an error, and for a panic with its
// stack. When the logger panics, r and that panic are written to standard error. asyncio:
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

// recoverPanic is deferred by whoever calls a user's function outside a task. It recovers a panic
// of the function, and reports it with a message that says whose it was.
func (l *Loop) recoverPanic(message string) {
	if v := recover(); v != nil {
		l.Report(Report{Message: message, Err: NewPanicError(v)})
	}
}

// These are the messages of recoverPanic that are used in more than one place.
const (
	callbackPanicked = "a callback panicked"
	stepPanicked     = "a step panicked"
	answerPanicked   = "sending an answer panicked"
)

// panicStack returns the stack of the panic that err is, or "" if err is none.
func panicStack(err error) string {
	if p, ok := usererror.As[*PanicError](err); ok {
		return string(p.Stack)
	}
	return ""
}
