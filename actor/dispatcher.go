package actor

import proto "github.com/asynkron/protoactor-go/actor"

// What places a protoactor actor on a loop.

// Mailbox is a mailbox for a protoactor actor, for proto.WithMailbox: each
// message that the actor gets is an entry of the loop's queue. Any goroutine may call it.
func (l *Loop) Mailbox() proto.Mailbox { return &mailbox{loop: l} }

// Schedule implements protoactor's Dispatcher: an actor with
// proto.WithDispatcher(loop) runs on the loop, one at a time with the loop's
// tasks. A loop that has closed drops fn: give the actor a [Loop.Mailbox] too, which returns its
// messages then. Any goroutine may call it.
func (l *Loop) Schedule(fn func()) { _ = l.Post(fn) }

// Throughput implements protoactor's Dispatcher. After that many messages protoactor only yields
// its goroutine, so an actor whose mailbox never empties keeps the loop to itself: give such an
// actor the loop's [Loop.Mailbox] instead. Any goroutine may call it.
func (l *Loop) Throughput() int { return 16 }
