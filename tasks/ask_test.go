package tasks_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// askSystem is the actor system of ctx's loop.
func askSystem(ctx context.Context) *proto.ActorSystem { return tasks.LoopOf(ctx).System() }

// askActor is an actor that handles user messages. It lives until the test ends.
func askActor(t *testing.T, ctx context.Context, handle func(c proto.Context), opts ...proto.PropsOption) *proto.PID {
	t.Helper()
	system := askSystem(ctx)
	pid := system.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		switch c.Message().(type) {
		case proto.SystemMessage, proto.AutoReceiveMessage:
		default:
			handle(c)
		}
	}, opts...))
	t.Cleanup(func() { system.Root.Stop(pid) })
	return pid
}

// askEcho answers with the message.
func askEcho(t *testing.T, ctx context.Context, opts ...proto.PropsOption) *proto.PID {
	return askActor(t, ctx, func(c proto.Context) { c.Respond(c.Message()) }, opts...)
}

// askLater is an actor on ctx's loop that keeps who asks.
type askLater struct {
	*proto.PID
	askers   []*proto.PID
	messages []any
}

func newAskLater(t *testing.T, ctx context.Context) *askLater {
	a := &askLater{}
	a.PID = askActor(t, ctx, func(c proto.Context) {
		a.askers = append(a.askers, c.Sender())
		a.messages = append(a.messages, c.Message())
	}, proto.WithDispatcher(tasks.LoopOf(ctx)))
	return a
}

func TestAnAnswerEndsTheRequest(t *testing.T) {
	for name, opts := range map[string]func(ctx context.Context) []proto.PropsOption{
		"of an ordinary actor": func(context.Context) []proto.PropsOption { return nil },
		"of an actor on the loop": func(ctx context.Context) []proto.PropsOption {
			return []proto.PropsOption{proto.WithDispatcher(tasks.LoopOf(ctx))}
		},
		"of an actor whose mailbox is the loop": func(ctx context.Context) []proto.PropsOption {
			return []proto.PropsOption{proto.WithMailbox(tasks.LoopOf(ctx).Mailbox)}
		},
		"of an actor that handles in the sender's place": func(context.Context) []proto.PropsOption {
			return []proto.PropsOption{proto.WithDispatcher(proto.NewSynchronizedDispatcher(1))}
		},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				echo := askEcho(t, ctx, opts(ctx)...)
				v, err := tasks.Ask[string](ctx, echo, "hello").Await(ctx)
				require.NoError(t, err)
				require.Equal(t, "hello", v)
			})
		})
	}
}

func TestASecondAnswerIsDropped(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		twice := askActor(t, ctx, func(c proto.Context) {
			n := c.Message().(int)
			c.Respond(n)
			c.Respond(-n)
		})
		for i := range 50 {
			v, err := tasks.Ask[int](ctx, twice, i).Await(ctx)
			require.NoError(t, err)
			require.Equal(t, i, v)
		}
	})
}

func TestAnswersFindTheirRequests(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		later := newAskLater(t, ctx)
		var requests []*tasks.Future[int]
		for i := range 1000 {
			requests = append(requests, tasks.Ask[int](ctx, later.PID, i))
		}
		letPass(t, ctx, 10)
		for i := len(later.askers) - 1; i >= 0; i-- {
			askSystem(ctx).Root.Send(later.askers[i], later.messages[i])
		}
		for i, f := range requests {
			v, err := f.Await(ctx)
			require.NoError(t, err)
			require.Equal(t, i, v)
		}
	})
}

func TestAnswersMayComeFromManyGoroutines(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var echoes [8]*proto.PID
		for i := range echoes {
			echoes[i] = askEcho(t, ctx)
		}
		var askers []*tasks.Task[struct{}]
		for i := range 50 {
			askers = append(askers, tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				for n := range 20 {
					sent := fmt.Sprint(i, n)
					got, err := tasks.Ask[string](ctx, echoes[(i+n)%len(echoes)], sent).Await(ctx)
					if err != nil || got != sent {
						return fmt.Errorf("%q for %q: %w", got, sent, err)
					}
				}
				return nil
			})))
		}
		for _, a := range askers {
			_, err := a.Await(ctx)
			require.NoError(t, err)
		}
	})
}

func TestARequestToNobodyFailsAtOnce(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		for name, pid := range map[string]*proto.PID{
			"unknown here":            askSystem(ctx).NewLocalPID("nobody"),
			"elsewhere, unreachable":  proto.NewPID("198.51.100.1:1", "nobody"),
			"without any address":     {},
			"no address was given":    nil,
			"an actor that has ended": stoppedActor(t, ctx),
		} {
			_, err := tasks.Ask[int](ctx, pid, actor.GetResult{}).Await(ctx)
			var dead *tasks.DeadLetterError
			require.ErrorAs(t, err, &dead, name)
			require.Same(t, pid, dead.PID, name)
			require.Contains(t, err.Error(), pid.GetId(), name)
		}
	})
}

func stoppedActor(t *testing.T, ctx context.Context) *proto.PID {
	pid := askEcho(t, ctx)
	require.NoError(t, askSystem(ctx).Root.StopFuture(pid).Wait())
	return pid
}

func TestARequestWithoutATaskFails(t *testing.T) {
	_, err := tasks.Ask[int](t.Context(), proto.NewPID("a", "b"), 1).Result()
	require.ErrorIs(t, err, tasks.ErrNoTask)
}

func TestAForeignGoroutineCannotAsk(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		echo := askEcho(t, ctx)
		asked := make(chan error)
		go func() {
			_, err := tasks.Ask[int](ctx, echo, 1).Result()
			asked <- err
		}()
		require.ErrorIs(t, <-asked, tasks.ErrForeignGoroutine)
	}, tasks.Debug(true))
}

func TestAMessageThatCannotTravelFailsAtOnce(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		elsewhere := proto.NewPID("198.51.100.1:1", "somebody")
		_, err := tasks.Ask[int](ctx, elsewhere, "a string").Await(ctx)
		require.ErrorIs(t, err, tasks.ErrNotPortable)
		require.ErrorContains(t, err, "string to 198.51.100.1:1/somebody")
		require.ErrorIs(t, tasks.Tell(ctx, elsewhere, 7), tasks.ErrNotPortable)
	})
}

func TestACanceledRequestIsForgotten(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		later := newAskLater(t, ctx)
		request := tasks.Ask[string](ctx, later.PID, "first")
		letPass(t, ctx, 10)
		require.True(t, request.Cancel("enough"))
		require.True(t, request.Canceled())
		require.False(t, request.Cancel())
		_, err := request.Result()
		require.EqualError(t, err, "canceled: enough")

		letters := deadLetters(t, ctx)
		askSystem(ctx).Root.Send(later.askers[0], "late")
		letPass(t, ctx, 10)
		require.Zero(t, letters.Load(), "a late answer is dropped quietly")
	})
}

// An answer that has come and not had its turn on the loop is late too.
func TestACancellationBeforeTheAnswersTurnWins(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		here := proto.WithDispatcher(proto.NewSynchronizedDispatcher(1))
		request := tasks.Ask[int](ctx, askEcho(t, ctx, here), 1)
		require.False(t, request.Finished())
		require.True(t, request.Cancel())
		letPass(t, ctx, 10)
		require.True(t, request.Canceled())
	})
}

// deadLetters counts the dead letters from now on.
func deadLetters(t *testing.T, ctx context.Context) *atomic.Int32 {
	var n atomic.Int32
	stream := askSystem(ctx).EventStream
	s := stream.Subscribe(func(event any) {
		if _, ok := event.(*proto.DeadLetterEvent); ok {
			n.Add(1)
		}
	})
	t.Cleanup(func() { stream.Unsubscribe(s) })
	return &n
}

func TestTheEndOfTheLoopEndsOpenRequests(t *testing.T) {
	var request *tasks.Future[int]
	inRun(t, func(ctx context.Context) {
		request = tasks.Ask[int](ctx, newAskLater(t, ctx).PID, 1)
	})
	<-request.Done()
	_, err := request.Result()
	require.ErrorIs(t, err, tasks.ErrLoopClosed)
}

// A virtual clock knows nothing of an actor that works elsewhere: it must not take
// the silence for a deadlock, nor let time pass.
func TestAVirtualClockWaitsForAnActorElsewhere(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		release := make(chan struct{})
		slow := askActor(t, ctx, func(c proto.Context) {
			<-release
			c.Respond(c.Message())
		})
		request := tasks.Ask[int](ctx, slow, 1)
		start := tasks.LoopOf(ctx).Now()
		go close(release)
		_, err := request.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, start, tasks.LoopOf(ctx).Now())
	})
}

func TestAVirtualClockWaitsForATaskOfAnotherLoopOnly(t *testing.T) {
	actor.New().System() // outside of the bubble
	for name, c := range map[string]struct {
		elsewhere bool
		takes     time.Duration // real time
	}{
		"of another loop": {elsewhere: true, takes: time.Hour},
		"of this loop":    {},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				other, err := tasks.Start()
				require.NoError(t, err)
				defer func() { require.NoError(t, other.Shutdown(context.Background())) }()
				began := time.Now()
				inRun(t, func(ctx context.Context) {
					l := tasks.LoopOf(ctx)
					if c.elsewhere {
						l = other
					}
					pids := make(chan *proto.PID, 1)
					require.NoError(t, l.Post(func() { pids <- tasks.GoOn(context.Background(), l, tasks.After(time.Hour, 1)).PID() }))
					pid, _, err := tasks.Recv(ctx, pids)
					require.NoError(t, err)
					v, err := tasks.Ask[int](ctx, pid, actor.GetResult{}).Await(ctx)
					require.NoError(t, err)
					require.Equal(t, 1, v)
				})
				require.Equal(t, c.takes, time.Since(began))
			})
		})
	}
}

func TestARequestSaysWhatItWaitsFor(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		later := newAskLater(t, ctx)
		asker := tasks.Go(ctx, func(ctx context.Context) (time.Duration, error) {
			return tasks.Ask[time.Duration](ctx, later.PID, 1).Await(ctx)
		})
		letPass(t, ctx, 10)
		require.Contains(t, asker.String(), "waits for the answer of nonhost/"+later.Id+", of type time.Duration")
		asker.Cancel()
	})
}
