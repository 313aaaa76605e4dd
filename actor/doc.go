// Package actor is the machinery under tasks: a loop that runs one step at a
// time, the envelopes that wait for it, coroutines that are actors on it, and
// the addresses under which other actors reach them.
//
// The loop's ready queue is the mailboxes. Each entry is an envelope: a [Message], and the
// [Receiver] that it is for. The mailbox of one receiver is the sub-sequence of that queue
// addressed to it. So the order between receivers is as definite as the order within one, and a
// mailbox costs no memory.
//
// Most programs use packages tasks and supervise, which give these parts result
// types and asyncio's vocabulary. Use this package to drive a loop by hand, to
// place protoactor actors on one, or to write a supervisor of your own. What only those two
// packages need is exported as well, and changes with them.
//
// A [Fiber] is what package tasks calls a task, as errors and reports do. The loop works in passes:
// each hands out, in order, the entries that stood in the queue when it began.
//
// Unless its doc says otherwise, a method is to be called on the loop: from the
// body of one of its fibers or from one of its callbacks. A method that suspends says
// so, even if it takes no context, such as [Wait.Park].
package actor
