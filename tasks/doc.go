// Package tasks brings asyncio's tasks to Go: a task has a name, a result, a
// state you can ask for, a place in a definite order of execution, and a body of
// plain sequential code that may await. Tasks of one loop run one step at a
// time, so what they share needs no locks. The loop works in passes: each runs, in
// order, what was ready when it began.
//
//	n, err := tasks.Run(ctx, func(ctx context.Context) (int, error) {
//		t := tasks.Go(ctx, work)
//		…
//		return t.Await(ctx)
//	})
//
// Where to look:
//
//   - begin: [Run], [Go]; a loop in the background [Start]; from other goroutines [RunOn], [Submit]
//   - time: [Sleep], [After], [Yield]
//   - several tasks, time limits, and actors: package supervise
//   - between tasks: [Lock], [Event], [Condition], [Semaphore], [Barrier], [Queue], [Chan], [Var]
//   - code that blocks: [ToThread], [InExecutor]; Go channels: [Recv], [Send], [Select]
//   - actors elsewhere: [Ask], [Tell], [PipeTo]
//
// In the repository, docs/tour.md is a tour for Go programmers who have never used asyncio;
// docs/asyncio.md goes through its names, and docs/howto.md shows how to limit, retry, and use Go's
// packages. docs/testing.md and docs/production.md follow it.
//
// # Contexts
//
// A function that takes a ctx needs one that carries a task, unless it says otherwise: the one that
// the task's body was given, or one derived from it. A function that suspends needs the ctx of the
// running task, and otherwise fails with [ErrNoTask] or [ErrNotRunning]. A function that only
// starts or sends something takes the ctx of any task of the loop.
//
// The comment of a function that takes a ctx says whether it suspends: whether other tasks may run
// before it returns. A function that takes none never suspends. [Run], [RunOn] and a few others are
// for goroutines without a task: they say that they block.
//
// # Cancellation
//
// A cancellation is an edge, as in asyncio, and not a state: Cancel makes the current or next await
// of the task return a [*CanceledError], once. The body may clean up, await more, or refuse. A task
// ends canceled when its body returns an error that is [ErrCanceled]. The body's ctx.Done() closes
// when the task has ended, not when it is canceled.
//
// A context that the body derives works as usual: when it ends first, the await ends with its
// cause. An await under a context that has ended also returns that cause when what it awaits was
// canceled, whoever canceled it: Canceled of what was awaited tells whether it was.
//
// # Errors
//
// A panic in a body ends its task with a [*PanicError]. runtime.Goexit ends it with [ErrGoexit],
// and under [Run] the goroutine, too. The error of a task or a future is retrieved by whoever
// awaits it, or calls its Result or Err. An error that nobody has retrieved, other than a
// cancellation, is reported when the garbage collector finds it or the loop closes: to the function
// that [OnReport] sets, or otherwise to log/slog.
//
// # Who may call what
//
// Functions that take a ctx are for the goroutine of its task; methods of tasks, futures, locks and
// queues are to be called on their loop, in its tasks and callbacks. A call from another goroutine
// is a data race, which -race finds; debug mode finds most of them too. Other goroutines use
// [RunOn], [Submit] or the loop's Post. A lock, a queue and the like belong to the loop of the
// first task that had to wait for them; a wait on another loop fails with [ErrForeignLoop].
//
// From any goroutine: Done, Finished, Canceled, Name, SetName, PID and Loop of tasks; [RunOn];
// [Submit] and what it returns; the loop's Post, Shutdown, System, Done and Closed; [Pool]; and
// whatever says that any goroutine may call it. [Tell] and [Ask] need a task's ctx: another
// goroutine sends to an address by the Root of the loop's System.
//
// Never call runtime.LockOSThread in a body or a callback: a coroutine that changes its
// thread is a fatal error of Go's runtime. So is an await in a Go function that C has called from
// a body. Do both in [ToThread], and await there with [RunOn].
//
// # For those who write supervisors or actors
//
// Package supervise is made of [EnsureAll], [EnsureEach], [EnsureItem], [Refused],
// [SupervisedFuture], [Reply], [ErrorReply] and the Completion of tasks and futures. Other programs
// need none of them.
package tasks
