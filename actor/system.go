package actor

import (
	"log/slog"
	"sync"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
)

// lazySystem is the actor system of a loop. Making one takes milliseconds, so
// that happens when somebody first asks for an address.
type lazySystem struct{ given *proto.ActorSystem }

// sharedSystem serves all loops that were not given a system. It is quiet:
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

// System is the actor system that holds the addresses of the loop's tasks. It
// is made when none was given and this is the first call. Any goroutine may
// call it.
func (l *Loop) System() *proto.ActorSystem {
	if l.system.given != nil {
		return l.system.given
	}
	return sharedSystem()
}
