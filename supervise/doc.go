// Package supervise has what owns tasks or waits for several, on top of package tasks.
//
// asyncio's: [Gather], [Wait], [Shield], [WaitFor], [AsCompleted], [Timeout], [WithGroup]; and
// [Race], which asyncio has for itself.
//
//	err := supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
//		supervise.GoIn(g, work)
//		supervise.GoIn(g, moreWork)
//		return nil
//	}) // both have ended; when one fails, the other is canceled
//
// Those of actor systems: [Actor], whose handlers may await, and [Supervisor],
// which restarts what fails.
//
// The rules are those of package tasks: a function needs a ctx that carries a task, and to suspend,
// the running one; else it fails with tasks.ErrNoTask or tasks.ErrNotRunning. It says whether it
// suspends. Where a tasks.Awaitable is taken, tasks and futures are used as they are, and
// a tasks.Coro becomes a task, unless the function says otherwise. A nil one counts as a task that
// has failed with tasks.ErrNilFunc. A task or future that is given twice is one child.
package supervise
