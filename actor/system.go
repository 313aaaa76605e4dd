package actor

import (
	"log/slog"
	"sync"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
)

// sharedSystem serves all loops that were not given a system. Making one takes
// milliseconds, so that happens when somebody first asks for an address. It is quiet:
// protoactor's own logger would write at the start. And it leaves no goroutine
// behind: protoactor limits how many dead letters it logs in a second by a
// goroutine that waits for the end of that second.
var sharedSystem = sync.OnceValue(func() *proto.ActorSystem {
	return proto.NewActorSystem(
		proto.WithLoggerFactory(func(*proto.ActorSystem) *slog.Logger { return slog.New(slog.DiscardHandler) }),
		proto.WithDeadLetterThrottleInterval(time.Nanosecond),
		proto.WithDeadLetterRequestLogging(false),
	)
})

// System is the actor system that holds the addresses of the loop's tasks: the one
// that it was given, else one that all loops of the process share, made when it is
// first asked for. Any goroutine may call it.
func (l *Loop) System() *proto.ActorSystem {
	if l.system != nil {
		return l.system
	}
	return sharedSystem()
}
