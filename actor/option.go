package actor

import (
	"log/slog"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
)

// The settings of a loop. RememberResults is in remembered.go.

// Option is a setting of a new loop.
type Option func(*Loop)

// VirtualClock gives the loop a clock that starts at the year 2000 and jumps to the next deadline
// when nothing can run: a program that asks nothing of the outside never waits, and each run of it
// is the same. While there is work outside the loop, a [Hold] or a request, the clock stands still
// until nothing has come in for a second of real time; then it jumps. From then on, until that work
// is over, the loop waits for a deadline in real time, but no longer than a second after something
// came in last.
func VirtualClock() Option { return func(l *Loop) { l.clock = newClock(true) } }

// System gives the loop an existing actor system. Without it, one is made the first time it is
// needed, and shared by all loops of the process.
func System(s *proto.ActorSystem) Option { return func(l *Loop) { l.system = s } }

// Debug switches debug mode on or off; see [Loop.SetDebug]. Without it the
// mode is on under -race and when ACTORLOOM_DEBUG is 1 or true.
func Debug(on bool) Option { return func(l *Loop) { l.debug, l.stepwise = on, on } }

// SlowStep sets how long a step may take before debug mode reports it. The default is 100 ms. With
// zero or less, each step is reported. asyncio: loop.slow_callback_duration.
func SlowStep(d time.Duration) Option { return func(l *Loop) { l.slowStep = d } }

// OnReport sets what is called with errors that nobody else will see; see
// [Loop.SetExceptionHandler].
func OnReport(handler func(*Loop, Report)) Option {
	return func(l *Loop) { l.SetExceptionHandler(handler) }
}

// Logger sets where the default exception handler writes. The default is slog.Default.
func Logger(to *slog.Logger) Option { return func(l *Loop) { l.logger = to } }

// ShutdownLimit sets how long Shutdown waits for canceled tasks, and then for threads, before it
// gives up on them. It then names them in its error, and reports each such task, and the threads
// together. A negative limit means for ever. Zero means the default: five minutes, or for ever
// under a virtual clock.
func ShutdownLimit(d time.Duration) Option { return func(l *Loop) { l.shutdownLimit = d } }

// OnDeadlock sets the function that is called with a [DeadlockError] when nothing can run on a
// background loop with a virtual clock until somebody posts. fn runs on a goroutine of its own, for
// which the loop waits: it may post, but must not wait for the loop. On a loop that RunUntil
// drives, RunUntil returns that error instead.
func OnDeadlock(fn func(error)) Option { return func(l *Loop) { l.onDeadlock = fn } }

// DirectHandOver chooses the coroutine engine. If on is true, a task that suspends switches
// straight to the next one. Otherwise it always switches to the loop: that engine uses nothing but
// what package iter documents. The default is true, unless ACTORLOOM_ENGINE is plain, or a
// self-test at the start finds that the direct engine does not work.
func DirectHandOver(on bool) Option {
	return func(l *Loop) {
		l.exchange = nil
		if on {
			l.handOverDirectly()
		}
	}
}
