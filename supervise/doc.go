// Package supervise has the actors that own other tasks.
//
// asyncio's: [Gather], [Wait], [Shield], [WaitFor], [AsCompleted], [Race],
// [Timeout], [WithGroup].
//
// Those of actor systems: [Actor], whose handlers may await, and [Supervisor],
// which restarts what fails.
//
// Those that aggregate children are one actor, actor.Supervisor, with a policy
// each: the type in the file that bears its name. What takes several awaitables
// takes them as tasks.Awaitable: tasks and futures are used as they are, a
// tasks.Coro becomes a task. A task or future that is given twice is one child.
package supervise
