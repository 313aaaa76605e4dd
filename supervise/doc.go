// Package supervise has what owns tasks, or waits for several of them. It builds on package tasks.
//
// From asyncio it has [Gather], [Wait], [Shield], [WaitFor], [AsCompleted], [Timeout] and
// [WithGroup]; also [Race], which asyncio keeps to itself.
//
//	err := supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
//		supervise.GoIn(g, work)
//		supervise.GoIn(g, moreWork)
//		return nil
//	}) // both have ended; when one fails, the other is canceled
//
// From actor systems it has [Actor], whose handlers may await, and [Supervisor], which restarts
// what fails.
//
// The rules are those of package tasks. A function needs a ctx that carries a task; to suspend, it
// needs that of the running task. Otherwise it fails with tasks.ErrNoTask or tasks.ErrNotRunning.
// Its comment says whether it suspends. Unless the comment says otherwise, a function that takes a
// tasks.Awaitable uses a task or a future as it is, and makes a task of a tasks.Coro. A nil
// Awaitable counts as a task that has failed with tasks.ErrNilFunc. A task or future that is given
// twice is one child.
package supervise
