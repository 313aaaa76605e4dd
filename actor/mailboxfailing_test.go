package actor_test

import (
	"fmt"
	"testing"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

// placements are where an actor may run: each handles its messages alike.
var placements = map[string]func(*actor.Loop) proto.PropsOption{
	"default":    func(*actor.Loop) proto.PropsOption { return proto.WithDispatcher(proto.NewDefaultDispatcher(300)) },
	"dispatcher": func(l *actor.Loop) proto.PropsOption { return proto.WithDispatcher(l) },
	"mailbox":    func(l *actor.Loop) proto.PropsOption { return proto.WithMailbox(l.Mailbox) },
}

func TestAnActorWhoseStartedFailsAfterARestartHandlesNothingBeforeTheNext(t *testing.T) {
	for name, placed := range placements {
		t.Run(name, func(t *testing.T) {
			l := started(t, actor.System(quietSystem()))
			lives := 0
			got := make(chan string, 10)
			goOn := make(chan struct{})
			props := proto.PropsFromProducer(func() proto.Actor {
				lives++
				life := lives
				return proto.ReceiveFunc(func(c proto.Context) {
					switch m := c.Message().(type) {
					case *proto.Started:
						if life == 2 {
							panic("Started failed")
						}
					case string:
						if m == "boom" {
							<-goOn // the others wait
							panic(m)
						}
						got <- fmt.Sprintf("life %d handled %s", life, m)
					}
				})
			}, placed(l))
			root := l.System().Root
			pid := root.Spawn(props)
			root.Send(pid, "boom")
			root.Send(pid, "a")
			root.Send(pid, "b")
			close(goOn)
			for _, want := range []string{"life 3 handled a", "life 3 handled b"} {
				require.Equal(t, want, <-got)
			}
			require.NoError(t, root.StopFuture(pid).Wait())
		})
	}
}

func TestAParentThatEscalatesHandlesNothingBeforeItsRestart(t *testing.T) {
	for name, placed := range placements {
		t.Run(name, func(t *testing.T) {
			l := started(t, actor.System(quietSystem()))
			root := l.System().Root
			lives := 0
			got := make(chan string, 10)
			child := proto.PropsFromFunc(func(c proto.Context) {
				if _, ok := c.Message().(string); ok {
					panic("child")
				}
			}, placed(l))
			ready := make(chan *proto.PID, 3)
			props := proto.PropsFromProducer(func() proto.Actor {
				lives++
				life := lives
				var kid *proto.PID
				return proto.ReceiveFunc(func(c proto.Context) {
					switch m := c.Message().(type) {
					case *proto.Started:
						kid = c.Spawn(child)
						ready <- kid
					case int:
						got <- fmt.Sprintf("life %d handled %d", life, m)
					}
				})
			}, placed(l), proto.WithSupervisor(proto.NewOneForOneStrategy(0, 0, func(any) proto.Directive {
				root.Send(l.System().NewLocalPID("parent"), 1)
				return proto.EscalateDirective
			})))
			pid, err := root.SpawnNamed(props, "parent")
			require.NoError(t, err)
			root.Send(<-ready, "go")
			require.Equal(t, "life 2 handled 1", <-got)
			require.NoError(t, root.StopFuture(pid).Wait())
		})
	}
}
