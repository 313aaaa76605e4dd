package supervise_test

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// forwardTo asks to for each message, and returns its answer.
func forwardTo(to **supervise.Ref) supervise.Handler {
	return func(ctx context.Context, msg any) (any, error) {
		return tasks.Ask[any](ctx, (*to).PID(), msg).Await(ctx)
	}
}

func TestTheCycleIsPrintedFromItsBegin(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var a, b, c *supervise.Ref
		first := spawn(t, ctx, supervise.Actor{Name: "first", Handle: forwardTo(&a)})
		a = spawn(t, ctx, supervise.Actor{Name: "a", Handle: forwardTo(&b)})
		b = spawn(t, ctx, supervise.Actor{Name: "b with a space", Handle: forwardTo(&c)})
		c = spawn(t, ctx, supervise.Actor{Name: "c", Handle: forwardTo(&a)})
		_, err := answerOf(ctx, first, 1)
		require.EqualError(t, err, "a circle of requests: nonhost/a asks nonhost/b with a space asks nonhost/c asks nonhost/a")
	})
}

func TestAnActorThatAsksItselfIsACycle(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var a *supervise.Ref
		a = spawn(t, ctx, supervise.Actor{Name: "a", Handle: forwardTo(&a)})
		_, err := answerOf(ctx, a, 1)
		require.EqualError(t, err, "a circle of requests: nonhost/a asks nonhost/a")
	})
}

func TestACycleIsFoundWhenAHandlerReplacesTheHeaders(t *testing.T) {
	for name, headers := range map[string]map[string]string{"by others": {"traceparent": "t"}, "by none": nil} {
		t.Run(name, func(t *testing.T) {
			inLoggedRun(t, func(ctx context.Context) {
				var a, b *supervise.Ref
				a = spawn(t, ctx, supervise.Actor{Name: "a", Handle: forwardTo(&b)})
				b = spawn(t, ctx, supervise.Actor{Name: "b", Handle: func(ctx context.Context, msg any) (any, error) {
					return forwardTo(&a)(actor.WithHeaders(ctx, headers), msg)
				}})
				_, err := supervise.WaitFor(ctx, tasks.Ask[any](ctx, a.PID(), 1), time.Minute)
				require.EqualError(t, err, "a circle of requests: nonhost/a asks nonhost/b asks nonhost/a")
			})
		})
	}
}

func TestACycleOfActorsWithOddNamesIsFound(t *testing.T) {
	for _, name := range []string{"a line\nand another", "#", "100%", "a%0Ab", "a/b c", "\n", "caf\xe9"} {
		inLoggedRun(t, func(ctx context.Context) {
			var a, b *supervise.Ref
			a = spawn(t, ctx, supervise.Actor{Name: name, Handle: forwardTo(&b)})
			b = spawn(t, ctx, supervise.Actor{Name: name + name, Handle: forwardTo(&a)})
			_, err := supervise.WaitFor(ctx, tasks.Ask[any](ctx, a.PID(), 1), time.Minute)
			var cycle *supervise.CycleError
			require.ErrorAs(t, err, &cycle)
			require.Equal(t, []string{"nonhost/" + name, "nonhost/" + name + name, "nonhost/" + name}, cycle.Actors)
		})
	}
}

func TestWhatAnActorWithANameThatIsNoTextAsksHasHeadersThatAre(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		valid := tasks.NewFuture[bool](ctx)
		asked := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			_ = valid.SetResult(!slices.ContainsFunc(slices.Collect(maps.Values(actor.HeadersOf(ctx))), func(value string) bool {
				return !utf8.ValidString(value)
			}))
			return nil, nil
		}})
		asks := spawn(t, ctx, supervise.Actor{Name: "caf\xe9", Handle: forwardTo(&asked)})
		_, err := answerOf(ctx, asks, 1)
		require.NoError(t, err)
		ok, err := valid.Await(ctx)
		require.NoError(t, err)
		require.True(t, ok)
	})
}

func TestACycleThatBeganWithATellIsFoundToo(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var a, b *supervise.Ref
		a = spawn(t, ctx, supervise.Actor{Name: "a", Handle: forwardTo(&b)})
		b = spawn(t, ctx, supervise.Actor{Name: "b", Handle: forwardTo(&a)})
		tell(t, ctx, a, 1)
		var cycle *supervise.CycleError
		require.ErrorAs(t, a.Await(ctx), &cycle, "nobody asked for the error")
		require.Equal(t, []string{"nonhost/a", "nonhost/b", "nonhost/a"}, cycle.Actors)
	})
}

func TestWhoIsToldMayAskBack(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		answer := tasks.NewFuture[any](ctx)
		var a, b *supervise.Ref
		a = spawn(t, ctx, supervise.Actor{Name: "a", Handle: func(ctx context.Context, msg any) (any, error) {
			if msg == "question" {
				return "answer", nil
			}
			require.NoError(t, tasks.Tell(ctx, b.PID(), msg))
			return nil, tasks.Sleep(ctx, time.Second) // b asks meanwhile
		}})
		b = spawn(t, ctx, supervise.Actor{Name: "b", Handle: func(ctx context.Context, msg any) (any, error) {
			v, err := tasks.Ask[any](ctx, a.PID(), "question").Await(ctx)
			require.NoError(t, err)
			return nil, answer.SetResult(v)
		}})
		_, err := answerOf(ctx, a, "begin")
		require.NoError(t, err)
		v, err := answer.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "answer", v)
	})
}

func TestARequestThatOutlivesItsMessageIsNoCycle(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var a, b *supervise.Ref
		var late *tasks.Future[any]
		a = spawn(t, ctx, supervise.Actor{Name: "a", Handle: func(ctx context.Context, msg any) (any, error) {
			switch msg {
			case "begin":
				late = tasks.Ask[any](ctx, b.PID(), "question") // and does not wait
				return nil, nil
			case "work":
				return nil, tasks.Sleep(ctx, time.Minute)
			}
			return "answer", nil
		}})
		b = spawn(t, ctx, supervise.Actor{Name: "b", Handle: func(ctx context.Context, msg any) (any, error) {
			if err := tasks.Sleep(ctx, time.Second); err != nil {
				return nil, err
			}
			return tasks.Ask[any](ctx, a.PID(), msg).Await(ctx)
		}})
		_, err := answerOf(ctx, a, "begin")
		require.NoError(t, err)
		tell(t, ctx, a, "work")
		v, err := late.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "answer", v)
	})
}

func TestWhoHasAnsweredMayAskBack(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var customer, shop *supervise.Ref
		confirmed := tasks.NewFuture[any](ctx)
		customer = spawn(t, ctx, supervise.Actor{Name: "customer", Handle: func(ctx context.Context, msg any) (any, error) {
			if msg == "confirm?" {
				return "yes", nil
			}
			if _, err := tasks.Ask[any](ctx, shop.PID(), msg).Await(ctx); err != nil {
				return nil, err
			}
			return nil, tasks.Sleep(ctx, time.Second) // the shop asks meanwhile
		}})
		shop = spawn(t, ctx, supervise.Actor{Name: "shop", Handle: func(ctx context.Context, _ any) (any, error) {
			tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				v, err := tasks.Ask[any](ctx, customer.PID(), "confirm?").Await(ctx)
				require.NoError(t, err)
				return confirmed.SetResult(v)
			}))
			return "accepted", nil
		}})
		_, err := answerOf(ctx, customer, "order")
		require.NoError(t, err)
		v, err := confirmed.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "yes", v)
	})
}

func TestHeadersAreCarriedOnByWhatIsAskedAndTold(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		told := tasks.NewFuture[map[string]string](ctx)
		last := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			return nil, told.SetResult(supervise.Headers(ctx))
		}})
		middle := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			return supervise.Headers(ctx), tasks.Tell(ctx, last.PID(), msg)
		}})
		first := spawn(t, ctx, supervise.Actor{Handle: forwardTo(&middle)})
		trace := map[string]string{"traceparent": "00-1"}
		v, err := tasks.Ask[map[string]string](actor.WithHeaders(ctx, trace), first.PID(), 1).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, trace, v)
		v, err = told.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, trace, v)
	})
}

func TestAToldMessageOfAHandlerHasNoHeadersOfItsOwnForAnActorThatHandlesSeveral(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		told := tasks.NewFuture[map[string]string](ctx)
		last := spawn(t, ctx, supervise.Actor{Interleave: 2, Handle: func(ctx context.Context, _ any) (any, error) {
			return nil, told.SetResult(supervise.Headers(ctx))
		}})
		first := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			return nil, tasks.Tell(ctx, last.PID(), msg)
		}})
		require.NoError(t, tasks.Tell(ctx, first.PID(), 1))
		headers, err := told.Await(ctx)
		require.NoError(t, err)
		require.Empty(t, headers)
	})
}

func TestAnActorDoesNotInheritTheMessageInWhichItWasSpawned(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		type seen struct {
			sender  *proto.PID
			headers map[string]string
			self    string
		}
		see := func(ctx context.Context) seen {
			return seen{supervise.Sender(ctx), supervise.Headers(ctx), supervise.Self(ctx).GetId()}
		}
		var all []seen
		parent := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			child, err := supervise.SpawnChild(ctx, supervise.Actor{
				Name:       "child",
				Interleave: -1,
				OnStarted:  func(ctx context.Context) error { all = append(all, see(ctx)); return nil },
				Handle:     func(ctx context.Context, _ any) (any, error) { all = append(all, see(ctx)); return nil, nil },
			})
			require.NoError(t, err)
			tasks.LoopOf(ctx).System().Root.Send(child.PID(), "x")
			return nil, nil
		}})
		_, err := tasks.Ask[any](actor.WithHeaders(ctx, map[string]string{"k": "v"}), parent.PID(), 1).Await(ctx)
		require.NoError(t, err)
		parent.Poison()
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.Equal(t, []seen{{self: "child"}, {self: "child"}}, all)
	})
}

func TestAnAnsweredMessageIsNoPartOfACircle(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var later *tasks.Future[any]
		ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			if msg == "begin" {
				later = tasks.Ask[any](ctx, supervise.Self(ctx), "are you there") // and does not wait for it
				return "yes", tasks.Yield(ctx)                                    // so that it comes before the end of the task that has answered
			}
			return "yes", nil
		}})
		_, err := tasks.Ask[any](ctx, ref.PID(), "begin").Await(ctx)
		require.NoError(t, err)
		said, err := later.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "yes", said)
	})
}
