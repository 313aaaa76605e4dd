package actor

import (
	"log/slog"
	"sync"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/asynkron/protoactor-go/eventstream"
)

// sharedSystem serves all loops that were not given a system. Making one takes
// milliseconds, so that happens when somebody first asks for an address. It is quiet:
// protoactor's own logger would write at the start.
var sharedSystem = sync.OnceValue(func() *proto.ActorSystem {
	s := proto.NewActorSystem(
		proto.WithLoggerFactory(func(*proto.ActorSystem) *slog.Logger { return slog.New(slog.DiscardHandler) }),
		proto.WithDeadLetterRequestLogging(false),
	)
	withoutThrottle(s)
	return s
})

// withoutThrottle lets a quiet system start no goroutine for a dead letter. Protoactor limits
// how many of them it logs in a second, by a goroutine that waits for the end of that second:
// when a bubble of testing/synctest ends meanwhile, its test panics. So protoactor's own
// subscribers see what they do more with than log it: a dead letter with a sender, who gets
// an answer, but no other.
func withoutThrottle(s *proto.ActorSystem) {
	own := s.EventStream
	s.EventStream = eventstream.NewEventStream()
	s.EventStream.Subscribe(func(event any) {
		letter, ok := event.(*proto.DeadLetterEvent)
		if !ok || letter.Sender != nil {
			own.Publish(event)
		} else if watch, ok := letter.Message.(*proto.Watch); ok { // protoactor's own would tell, too
			watcher, _ := s.ProcessRegistry.Get(watch.Watcher)
			watcher.SendSystemMessage(watch.Watcher, &proto.Terminated{Who: letter.PID, Why: proto.TerminatedReason_NotFound})
		}
	})
}

// System is the actor system that holds the addresses of the loop's tasks: the one
// that it was given, else one that all loops of the process share, made when it is
// first asked for. Any goroutine may call it.
func (l *Loop) System() *proto.ActorSystem {
	if l.system != nil {
		return l.system
	}
	return sharedSystem()
}
