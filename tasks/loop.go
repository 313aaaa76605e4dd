package tasks

import (
	"context"

	"github.com/actorloom/actorloom/actor"
)

// Loop is what tasks run on. Its methods are those of [actor.Loop]. Programs use, on the loop, Now,
// CallSoon, CallLater, CallAt, Random, BeginShutdown, SetDebug and SetTaskFactory, and from any
// goroutine Post, Shutdown, System, Done, Closed, Virtual, Report and SetExceptionHandler. The other
// methods are for those who write awaitables or supervisors of their own. asyncio: the event loop.
type Loop = actor.Loop

// Start makes a loop that drives itself in the background: it has a goroutine only while there is
// work. End it with its Shutdown, from outside, or with its BeginShutdown, from one of its tasks.
// Start fails only when one of opts has started or closed the loop. asyncio: loop.run_forever.
func Start(opts ...RunOption) (*Loop, error) {
	l := actor.New(opts...)
	if _, err := l.Start(); err != nil {
		return nil, err
	}
	return l, nil
}

// LoopOf is the loop of ctx's task, nil when it carries none. It never suspends.
// asyncio: get_running_loop.
func LoopOf(ctx context.Context) *Loop { return actor.LoopOf(ctx) }

// Callback is what the loop's CallSoon, CallLater and CallAt return: its Cancel takes the call back.
// See [actor.Callback]. asyncio: Handle, TimerHandle.
type Callback = actor.Callback

// Watch is what OnDone and PipeTo return: its Stop takes the call back. See [actor.Watch].
type Watch = actor.Watch

// Report is what a loop's exception handler gets: a Message, an Err, the name of the Task, a Stack,
// and the Vars of the task. See [actor.Report].
type Report = actor.Report
