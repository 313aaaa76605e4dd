package tasks

import (
	"log/slog"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
)

// RunOption is a setting of a new loop.
type RunOption = actor.Option

// VirtualClock gives the loop a clock that starts at the year 2000, stands still while anything can
// run, and then jumps to the next deadline. While a thread, a Go channel or the answer of an actor
// is awaited, it stands still until nothing has come in for a second of real time, and only then
// jumps. It does not wait for a Post, since the loop cannot know that one will come.
//
// When nothing can ever run again, [Run] fails with a [*DeadlockError]. A loop that [Start] made
// waits for somebody to post, and calls only [OnDeadlock]. See actor.VirtualClock.
func VirtualClock() RunOption { return actor.VirtualClock() }

// OnDeadlock sets what is called with a [*DeadlockError] when nothing can run on a loop that
// [Start] made, with a virtual clock, until somebody posts. fn runs on a goroutine of its own, for
// which the loop waits: it may post, but must not wait for the loop.
func OnDeadlock(fn func(error)) RunOption { return actor.OnDeadlock(fn) }

// Debug switches debug mode on or off. In debug mode slow and stuck steps are reported, most calls
// from foreign goroutines are reported or fail, and the report of an error says where its task or
// future was made. The default is on under -race and when ACTORLOOM_DEBUG is 1 or true, and
// otherwise off. asyncio: run(debug=).
func Debug(on bool) RunOption { return actor.Debug(on) }

// SlowStep sets how long a step may take before debug mode reports it; the default is 100 ms. With
// zero or less, it reports every step. asyncio: loop.slow_callback_duration.
func SlowStep(d time.Duration) RunOption { return actor.SlowStep(d) }

// OnReport sets the exception handler, which may be called on any goroutine; nil means the
// default, which logs. asyncio: loop.set_exception_handler.
func OnReport(handler func(*Loop, Report)) RunOption { return actor.OnReport(handler) }

// Logger sets where the default exception handler writes; the default is slog.Default.
func Logger(to *slog.Logger) RunOption { return actor.Logger(to) }

// System sets the actor system for the tasks' addresses. The default is one that all loops of the
// process share, made when it is first needed.
func System(s *proto.ActorSystem) RunOption { return actor.System(s) }

// ShutdownLimit sets how long the end of a run waits for canceled tasks, and then for threads. A
// negative limit means for ever. Zero is the default: five minutes, or for ever under a virtual
// clock. Each task that the end of the run gives up on is reported, too.
func ShutdownLimit(d time.Duration) RunOption { return actor.ShutdownLimit(d) }

// RememberResults keeps the addresses of the last n tasks that have ended: they still answer with
// their results. Only tasks whose PID was asked for have an address. The default is none.
func RememberResults(n int) RunOption { return actor.RememberResults(n) }
