package supervise_test

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"testing"
	"time"
	"weak"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// withSlowHooks gives a the hooks of a life, each of which notes its name after a second.
func withSlowHooks(notes *[]string, a supervise.Actor) supervise.Actor {
	slow := func(what string) func(context.Context) error {
		return func(ctx context.Context) error {
			err := tasks.Sleep(ctx, time.Second)
			*notes = append(*notes, a.Name+what)
			return err
		}
	}
	a.OnStarted, a.OnStopping, a.OnStopped = slow(" started"), slow(" stopping"), slow(" stopped")
	a.OnRestarting = func(ctx context.Context, failure error) error {
		return slow(fmt.Sprint(" restarting after ", failure))(ctx)
	}
	return a
}

func TestTheHooksOfALifeMayAwait(t *testing.T) {
	var notes []string
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, withSlowHooks(&notes, supervise.Actor{Name: "a", Handle: noteSlowly(&notes)}))
		tell(t, ctx, ref, 1)
		ref.Poison()
		require.NoError(t, ref.Await(ctx))
	})
	require.Equal(t, []string{"a started", "1 begins", "1 ends", "a stopping", "a stopped"}, notes)
}

func TestChildrenStopInTheReverseOrderWithinTheirParentsStop(t *testing.T) {
	var notes []string
	inLoggedRun(t, func(ctx context.Context) {
		parent := withSlowHooks(&notes, supervise.Actor{Name: "parent", Handle: func(ctx context.Context, msg any) (any, error) {
			_, err := supervise.SpawnChild(ctx, withSlowHooks(&notes, supervise.Actor{Name: msg.(string), Handle: noteSlowly(&notes)}))
			return nil, err
		}})
		ref := spawn(t, ctx, parent)
		tell(t, ctx, ref, "b", "c")
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		notes = nil
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
	require.Equal(t, []string{
		"parent stopping", "c stopping", "c stopped", "b stopping", "b stopped", "parent stopped",
	}, notes)
}

func TestAnActorWhoseStartFailsStopsTheChildrenThatItHas(t *testing.T) {
	var notes []string
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{
			Handle: noteSlowly(&notes),
			OnStarted: func(ctx context.Context) error {
				_, err := supervise.SpawnChild(ctx, withSlowHooks(&notes, supervise.Actor{Name: "b", Handle: noteSlowly(&notes)}))
				require.NoError(t, err)
				require.NoError(t, tasks.Sleep(ctx, time.Minute))
				return errOutOfOrder
			},
		})
		require.ErrorIs(t, ref.Await(ctx), errOutOfOrder)
		require.Equal(t, []string{"b started", "b stopping", "b stopped"}, notes)
	})
}

func TestAPanicOfAHookDoesNotKeepTheChildrenFromStopping(t *testing.T) {
	var notes []string
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{
			Handle: func(ctx context.Context, msg any) (any, error) {
				return supervise.SpawnChild(ctx, withSlowHooks(&notes, supervise.Actor{Name: "b", Handle: noteSlowly(&notes)}))
			},
			OnStopping: func(context.Context) error { panic("oh") },
		})
		_, err := answerOf(ctx, ref, 1)
		require.NoError(t, err)
		ref.Stop()
		var p *tasks.PanicError
		require.ErrorAs(t, ref.Await(ctx), &p)
		require.Equal(t, []string{"b started", "b stopping", "b stopped"}, notes)
	})
}

func TestAChildThatHasEndedIsForgotten(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var ended weak.Pointer[supervise.Ref]
		ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			child, err := supervise.SpawnChild(ctx, supervise.Actor{Handle: noteSlowly(new([]string))})
			require.NoError(t, err)
			ended = weak.Make(child)
			child.Stop()
			return nil, child.Await(ctx)
		}})
		_, err := answerOf(ctx, ref, "child")
		require.NoError(t, err)
		for range 10 {
			runtime.GC()
			if ended.Value() == nil {
				break
			}
			require.NoError(t, tasks.Yield(ctx))
		}
		require.Nil(t, ended.Value())
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
}

func TestAStopBeforeTheStartIsNotLost(t *testing.T) {
	var notes []string
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, withSlowHooks(&notes, supervise.Actor{Name: "a", Handle: noteSlowly(&notes)}))
		tell(t, ctx, ref, 1)
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
	require.Equal(t, []string{"a started", "a stopping", "a stopped"}, notes)
}

func TestACancellationOfTheWaitLeavesTheActorAlone(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: func(context.Context, any) (any, error) { return "here", nil }})
		_, err := supervise.WaitFor[struct{}](ctx, tasks.Void(ref.Await), time.Second)
		require.ErrorIs(t, err, tasks.ErrTimeout)
		v, err := answerOf(ctx, ref, 1)
		require.NoError(t, err)
		require.Equal(t, "here", v)
		ref.Stop()
	})
}

func TestWhoWatchesAnActorIsToldOfItsEnd(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		told := tasks.NewFuture[*proto.PID](ctx)
		seen := 0
		watched := spawn(t, ctx, supervise.Actor{Name: "watched", Handle: noteSlowly(new([]string))})
		other := spawn(t, ctx, supervise.Actor{Name: "other", Handle: noteSlowly(new([]string))})
		watcher := spawn(t, ctx, supervise.Actor{
			OnStarted: func(ctx context.Context) error {
				for _, who := range []*supervise.Ref{watched, other} {
					if err := supervise.Watch(ctx, who.PID()); err != nil {
						return err
					}
				}
				return supervise.Unwatch(ctx, other.PID())
			},
			Handle: supervise.Typed(func(_ context.Context, msg *proto.Terminated) (any, error) {
				seen++
				return nil, told.SetResult(msg.GetWho())
			}),
		})
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		other.Stop()
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		watched.Stop()
		who, err := told.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, watched.PID().GetId(), who.GetId())
		watcher.Stop()
		require.NoError(t, watcher.Await(ctx))
		require.Equal(t, 1, seen)
	})
}

func TestToWatchWhoHasEndedIsAnsweredAtOnce(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		told := tasks.NewFuture[string](ctx)
		gone := spawn(t, ctx, supervise.Actor{Handle: noteSlowly(new([]string))})
		gone.Stop()
		require.NoError(t, gone.Await(ctx))
		spawn(t, ctx, supervise.Actor{
			OnStarted: func(ctx context.Context) error { return supervise.Watch(ctx, gone.PID()) },
			Handle: supervise.Typed(func(_ context.Context, msg *proto.Terminated) (any, error) {
				return nil, told.SetResult(msg.GetWho().GetId())
			}),
		})
		id, err := told.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, gone.PID().GetId(), id)
	})
}

func TestAReceiveTimeoutComesOnceInEachSilence(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		begin := tasks.LoopOf(ctx).Now()
		var notes []string
		ref := spawn(t, ctx, supervise.Actor{
			OnStarted: func(ctx context.Context) error { return supervise.SetReceiveTimeout(ctx, 10*time.Second) },
			Handle: func(ctx context.Context, msg any) (any, error) {
				notes = append(notes, fmt.Sprintf("%T at %v", msg, tasks.LoopOf(ctx).Now().Sub(begin)))
				if msg == "no more" {
					return nil, supervise.SetReceiveTimeout(ctx, 0)
				}
				return nil, nil
			},
		})
		at := func(seconds int, msg any) {
			require.NoError(t, tasks.Sleep(ctx, begin.Add(time.Duration(seconds)*time.Second).Sub(tasks.LoopOf(ctx).Now())))
			tell(t, ctx, ref, msg)
		}
		at(5, "a")
		at(100, "b")
		at(200, "no more")
		require.NoError(t, tasks.Sleep(ctx, time.Hour))
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
		require.Equal(t, []string{
			"string at 5s", "supervise.ReceiveTimeout at 15s",
			"string at 1m40s", "supervise.ReceiveTimeout at 1m50s",
			"string at 3m20s",
		}, notes)
	})
}

func TestANameThatIsTakenGetsANumber(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		handle := func(ctx context.Context, _ any) (any, error) { return supervise.Self(ctx).GetId(), nil }
		a := spawn(t, ctx, supervise.Actor{Name: "a", Handle: handle})
		b := spawn(t, ctx, supervise.Actor{Name: "a", Handle: handle})
		first, err := answerOf(ctx, a, 1)
		require.NoError(t, err)
		second, err := answerOf(ctx, b, 1)
		require.NoError(t, err)
		require.Equal(t, "a", first)
		require.Regexp(t, `^a\$.+`, second)
		a.Stop()
		require.NoError(t, a.Await(ctx))
		again := spawn(t, ctx, supervise.Actor{Name: "a", Handle: handle})
		require.Equal(t, "a", again.PID().GetId(), "the address of who has ended is free")
	})
}

func TestANameWithANumberThatIsTakenTooGetsAnother(t *testing.T) {
	// ids are the addresses of actors of these names in a system of their own.
	ids := func(names ...string) (ids []string) {
		system := proto.NewActorSystem(proto.WithLoggerFactory(func(*proto.ActorSystem) *slog.Logger { return slog.New(slog.DiscardHandler) }))
		defer system.Shutdown()
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			for _, name := range names {
				ids = append(ids, spawn(t, ctx, supervise.Actor{Name: name, Handle: fragile}).PID().GetId())
			}
			return nil
		}), tasks.System(system))
		require.NoError(t, err)
		return ids
	}
	second := ids("a", "a")[1]
	got := ids(second, "a", "a")
	require.Equal(t, second, got[0])
	require.NotEqual(t, got[0], got[2])
}

func TestWatchersLearnOfAnActorThatIsUnwound(t *testing.T) {
	system := proto.NewActorSystem()
	defer system.Shutdown()
	ended := make(chan string, 2)
	refuses := supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
		for {
			_ = tasks.Sleep(ctx, time.Hour)
		}
	}}
	_, _ = tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		spawned, err := supervise.Spawn(ctx, refuses)
		require.NoError(t, err)
		child, supervised, err := refuses.Child(ctx)
		require.NoError(t, err)
		supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}})
		watching := tasks.NewFuture[int](ctx)
		system.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
			switch m := c.Message().(type) {
			case *proto.Started:
				c.Watch(spawned.PID())
				c.Watch(supervised.PID())
				_ = watching.Loop().Post(func() { _ = watching.SetResult(1) })
			case *proto.Terminated:
				ended <- m.Who.Id
			}
		}))
		require.NoError(t, tasks.Tell(ctx, spawned.PID(), "work"))
		require.NoError(t, tasks.Tell(ctx, supervised.PID(), "work"))
		_, err = watching.Await(ctx)
		return err
	}), tasks.System(system), tasks.ShutdownLimit(time.Millisecond), tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	require.NotEqual(t, <-ended, <-ended)
}
