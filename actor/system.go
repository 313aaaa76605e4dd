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

// withoutThrottle keeps a quiet system from starting goroutines for dead letters. Protoactor limits
// how many of them it logs in a second, by a goroutine that waits for the end of that second; if a
// bubble of testing/synctest ends meanwhile, its test panics. So protoactor's own subscribers get
// only those dead letters with which they do more than log them: those with a sender, who gets an
// answer.
func withoutThrottle(s *proto.ActorSystem) {
	own := s.EventStream
	s.EventStream = eventstream.NewEventStream()
	s.EventStream.Subscribe(func(event any) {
		letter, ok := event.(*proto.DeadLetterEvent)
		if !ok || letter.Sender != nil {
			own.Publish(event)
		} else if watch, ok := letter.Message.(*proto.Watch); ok { // protoactor's own subscriber would tell the watcher, too
			watcher, _ := s.ProcessRegistry.Get(watch.Watcher)
			watcher.SendSystemMessage(watch.Watcher, &proto.Terminated{Who: letter.PID, Why: proto.TerminatedReason_NotFound})
		}
	})
}

// System returns the actor system that holds the addresses of the loop's tasks. It is the one that
// the loop was given or, if it was given none, one that all loops of the process share, made when
// it is first asked for. Any goroutine may call it.
func (l *Loop) System() *proto.ActorSystem {
	if l.system != nil {
		return l.system
	}
	return sharedSystem()
}
