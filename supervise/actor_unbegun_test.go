package supervise_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAMessageThatIsCanceledBeforeItBeganIsADeadLetter(t *testing.T) {
	const told = 3
	for yields := range 6 { // in which pass the loop begins to shut
		var dead, handled int
		var unsubscribe func()
		inLoggedRun(t, func(ctx context.Context) {
			system := tasks.LoopOf(ctx).System()
			ref := spawn(t, ctx, supervise.Actor{Interleave: -1, Handle: func(context.Context, any) (any, error) {
				handled++
				return nil, nil
			}})
			sub := system.EventStream.Subscribe(func(e any) {
				if e, ok := e.(*proto.DeadLetterEvent); ok && e.PID.Equal(ref.PID()) {
					dead++
				}
			})
			unsubscribe = func() { system.EventStream.Unsubscribe(sub) }
			tell(t, ctx, ref, make([]any, told)...)
			for range yields {
				require.NoError(t, tasks.Yield(ctx))
			}
		})
		unsubscribe()
		require.Equal(t, told, handled+dead, "after %d passes, %d were handled", yields, handled)
	}
}

func TestAMessageWhoseTaskSomebodyElseCancelsBeforeItBeganIsADeadLetter(t *testing.T) {
	dead, handled := 0, 0
	var unsubscribe func()
	inLoggedRun(t, func(ctx context.Context) {
		system := tasks.LoopOf(ctx).System()
		ref := spawn(t, ctx, supervise.Actor{Name: "unlucky", Handle: func(context.Context, any) (any, error) {
			handled++
			return nil, nil
		}})
		sub := system.EventStream.Subscribe(func(e any) {
			if e, ok := e.(*proto.DeadLetterEvent); ok && e.PID.Equal(ref.PID()) {
				dead++
			}
		})
		unsubscribe = func() { system.EventStream.Unsubscribe(sub) }
		before := len(tasks.All(ctx))
		tell(t, ctx, ref, "a message")
		for len(tasks.All(ctx)) == before {
			require.NoError(t, tasks.Yield(ctx))
		}
		all := tasks.All(ctx)
		require.True(t, all[len(all)-1].Cancel())
		require.ErrorContains(t, ref.Await(ctx), "the actor had not canceled it")
	})
	unsubscribe()
	require.Zero(t, handled)
	require.Equal(t, 1, dead)
}

func TestARequestIsAnsweredOnceWheneverTheLoopShuts(t *testing.T) {
	system := silentSystem(t)
	for yields := range 8 { // in which pass the loop begins to shut
		answers := map[any]int{}
		asker := system.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
			switch msg := c.Message().(type) {
			case proto.SystemMessage, proto.AutoReceiveMessage:
			default:
				answers[msg]++
			}
		}))
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			ref := spawn(t, ctx, supervise.Actor{Interleave: -1, Handle: func(context.Context, any) (any, error) { return "done", nil }})
			for range 3 {
				system.Root.RequestWithCustomSender(ref.PID(), "a request", asker)
			}
			for range yields {
				require.NoError(t, tasks.Yield(ctx))
			}
			return nil
		}), tasks.VirtualClock(), tasks.System(system))
		require.NoError(t, err)
		require.NoError(t, system.Root.PoisonFuture(asker).Wait())
		n := 0
		for _, times := range answers {
			n += times
		}
		require.Equal(t, 3, n, "after %d passes: %v", yields, answers)
	}
}

func TestARequestIsAnsweredOnceWhenItsHandlerEndsAsTheLoopGivesUp(t *testing.T) {
	for yields := range 6 { // in which pass the handler ends
		synctest.Test(t, func(t *testing.T) {
			system := silentSystem(t)
			answers := 0
			asker := system.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
				switch c.Message().(type) {
				case proto.SystemMessage, proto.AutoReceiveMessage:
				default:
					answers++
				}
			}))
			within, giveUp := context.WithCancel(t.Context())
			r := tasks.NewRunner(tasks.System(system), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
			_, err := tasks.RunWith(t.Context(), r, tasks.Void(func(ctx context.Context) error {
				ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
					_ = tasks.Sleep(ctx, time.Hour)
					giveUp()
					synctest.Wait() // until the loop has been told
					for range yields {
						_ = tasks.Yield(ctx)
					}
					return "done", nil
				}})
				system.Root.RequestWithCustomSender(ref.PID(), "a request", asker)
				return tasks.Sleep(ctx, time.Second)
			}))
			require.NoError(t, err)
			_ = r.Loop().Shutdown(within)
			require.NoError(t, system.Root.PoisonFuture(asker).Wait())
			require.Equal(t, 1, answers, "after %d passes", yields)
		})
	}
}

func TestARequestThatIsStashedWhenTheLoopGivesUpIsADeadLetterOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		system := silentSystem(t)
		var answers []any
		asker := system.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
			switch msg := c.Message().(type) {
			case proto.SystemMessage, proto.AutoReceiveMessage:
			default:
				answers = append(answers, msg)
			}
		}))
		within, giveUp := context.WithCancel(t.Context())
		r := tasks.NewRunner(tasks.System(system), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
		_, err := tasks.RunWith(t.Context(), r, tasks.Void(func(ctx context.Context) error {
			ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
				require.NoError(t, supervise.Stash(ctx))
				_ = tasks.Sleep(ctx, time.Hour)
				giveUp()
				return nil, tasks.Sleep(ctx, time.Hour)
			}})
			system.Root.RequestWithCustomSender(ref.PID(), "a request", asker)
			return tasks.Sleep(ctx, time.Second)
		}))
		require.NoError(t, err)
		_ = r.Loop().Shutdown(within)
		require.NoError(t, system.Root.PoisonFuture(asker).Wait())
		time.Sleep(time.Second) // until the system has counted its dead letter
		require.Len(t, answers, 1)
		require.IsType(t, &proto.DeadLetterResponse{}, answers[0])
	})
}
