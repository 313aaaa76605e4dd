package supervise_test

import (
	"context"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// askPastCapacity asks an actor that has room for two messages, and handles one, five times. It
// returns those that were handled, and those that were refused.
func askPastCapacity(t *testing.T, overflow supervise.Overflow) (handled, refused []int) {
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Capacity: 2, Overflow: overflow, Handle: supervise.Typed(func(ctx context.Context, n int) (int, error) {
			handled = append(handled, n)
			return n, tasks.Sleep(ctx, time.Second)
		})})
		first := tasks.Ask[int](ctx, ref.PID(), 1)
		require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
		asked := []*tasks.Future[int]{first}
		for n := 2; n <= 5; n++ {
			asked = append(asked, tasks.Ask[int](ctx, ref.PID(), n))
		}
		for i, one := range asked {
			if _, err := one.Await(ctx); err != nil {
				require.ErrorIs(t, err, supervise.ErrMailboxFull)
				refused = append(refused, i+1)
			}
		}
		require.EqualValues(t, len(refused), ref.Dropped())
		ref.Stop()
	})
	return handled, refused
}

func TestWhatOneSenderTellsAndAsksBeginsInTheOrderInWhichItWasSent(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var begun, sent []int
		ref := spawn(t, ctx, supervise.Actor{Interleave: 3, Handle: supervise.Typed(func(ctx context.Context, n int) (int, error) {
			begun = append(begun, n)
			return n, tasks.Sleep(ctx, time.Duration(n%4)*time.Second)
		})})
		for n := range 20 {
			sent = append(sent, n)
			if n%3 == 0 {
				tasks.Ask[int](ctx, ref.PID(), n)
			} else {
				require.NoError(t, tasks.Tell(ctx, ref.PID(), n))
			}
		}
		ref.Poison()
		require.NoError(t, ref.Await(ctx))
		require.Equal(t, sent, begun)
	})
}

func TestAFullMailboxRefusesTheNewMessage(t *testing.T) {
	handled, refused := askPastCapacity(t, supervise.Refuse)
	require.Equal(t, []int{1, 2, 3}, handled)
	require.Equal(t, []int{4, 5}, refused)
}

func TestAFullMailboxCanDropTheOldestMessage(t *testing.T) {
	handled, refused := askPastCapacity(t, supervise.DropOldest)
	require.Equal(t, []int{1, 4, 5}, handled)
	require.Equal(t, []int{2, 3}, refused)
}

func TestAFullMailboxCanDropTheLatestMessage(t *testing.T) {
	handled, refused := askPastCapacity(t, supervise.DropNewest)
	require.Equal(t, []int{1, 2, 5}, handled)
	require.Equal(t, []int{3, 4}, refused)
}

func TestWhatAFullMailboxRefusesAndNobodyWaitsForIsADeadLetter(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var dead []any
		system := tasks.LoopOf(ctx).System()
		sub := system.EventStream.Subscribe(func(e any) {
			if e, ok := e.(*proto.DeadLetterEvent); ok {
				dead = append(dead, e.Message)
			}
		})
		defer system.EventStream.Unsubscribe(sub)
		var notes []string
		ref := spawn(t, ctx, supervise.Actor{Capacity: 1, Handle: noteSlowly(&notes)})
		tell(t, ctx, ref, 1)
		require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
		tell(t, ctx, ref, 2, 3)
		ref.Poison()
		require.NoError(t, ref.Await(ctx))
		require.Equal(t, []any{3}, dead)
		require.EqualValues(t, 1, ref.Dropped())
	})
}

func TestAFullMailboxHasRoomForAPoisonPill(t *testing.T) {
	for _, overflow := range []supervise.Overflow{supervise.Refuse, supervise.DropOldest, supervise.DropNewest} {
		var notes []string
		inLoggedRun(t, func(ctx context.Context) {
			ref := spawn(t, ctx, supervise.Actor{Capacity: 1, Overflow: overflow, Handle: noteSlowly(&notes)})
			tell(t, ctx, ref, 1)
			require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
			tell(t, ctx, ref, 2)
			ref.Poison()
			tell(t, ctx, ref, 3)
			require.NoError(t, ref.Await(ctx))
		})
		require.Contains(t, notes, "1 ends")
		require.Len(t, notes, map[bool]int{true: 4, false: 2}[overflow == supervise.Refuse], "%v %v", overflow, notes)
	}
}

func TestStashedMessagesComeBackInTheirOrderBeforeAllOthers(t *testing.T) {
	open := false
	var notes []any
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			switch {
			case msg == "open":
				open = true
				return nil, supervise.Unstash(ctx)
			case !open || msg == "again" && len(notes) < 3:
				return nil, supervise.Stash(ctx)
			}
			notes = append(notes, msg)
			return msg, nil
		}})
		answer := tasks.Ask[int](ctx, ref.PID(), 1)
		tell(t, ctx, ref, 2, 3, "open", 4)
		v, err := answer.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 1, v, "who asked is answered in the end")
		ref.Poison()
		require.NoError(t, ref.Await(ctx))
	})
	require.Equal(t, []any{1, 2, 3, 4}, notes)
}

func TestWhatIsStashedAgainKeepsItsPlace(t *testing.T) {
	type item struct {
		phase int
		name  string
	}
	phase := 0
	var notes []string
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			if msg == "next" {
				phase++
				return nil, supervise.Unstash(ctx)
			}
			if msg.(item).phase > phase {
				return nil, supervise.Stash(ctx)
			}
			notes = append(notes, msg.(item).name)
			return nil, supervise.Unstash(ctx) // in the middle of what came back
		}})
		tell(t, ctx, ref, item{1, "a"}, item{3, "b"}, item{1, "c"}, item{3, "d"}, item{2, "e"}, "next", "next", "next")
		ref.Poison()
		require.NoError(t, ref.Await(ctx))
	})
	require.Equal(t, []string{"a", "c", "e", "b", "d"}, notes)
}

func TestAMessageThatWasHandledCannotBeStashed(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		late := tasks.NewFuture[error](ctx)
		ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				if err := tasks.Sleep(ctx, time.Second); err != nil {
					return err
				}
				return late.SetResult(supervise.Stash(ctx))
			}))
			return nil, nil
		}})
		_, err := answerOf(ctx, ref, "work")
		require.NoError(t, err)
		refused, err := late.Await(ctx)
		require.NoError(t, err)
		require.ErrorIs(t, refused, supervise.ErrNoActor)
	})
}

func TestMessagesThatNobodyHandledBecomeDeadLetters(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			if msg == "stash me" {
				return nil, supervise.Stash(ctx)
			}
			return "done", tasks.Sleep(ctx, time.Second)
		}})
		stashed := tasks.Ask[string](ctx, ref.PID(), "stash me")
		current := tasks.Ask[string](ctx, ref.PID(), "current")
		waiting := tasks.Ask[string](ctx, ref.PID(), "waiting")
		require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
		ref.Stop()
		v, err := current.Await(ctx)
		require.NoError(t, err, "a Stop lets the message under way end")
		require.Equal(t, "done", v)
		var dead *tasks.DeadLetterError
		_, err = waiting.Await(ctx)
		require.ErrorAs(t, err, &dead)
		_, err = stashed.Await(ctx)
		require.ErrorAs(t, err, &dead)
		_, err = answerOf(ctx, ref, "late")
		require.ErrorAs(t, err, &dead)
		require.NoError(t, ref.Await(ctx))
	})
}

func TestAPoisonPillLetsWhatWaitsBeHandledFirst(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var notes []string
		ref := spawn(t, ctx, supervise.Actor{Handle: noteSlowly(&notes)})
		before := tasks.Ask[int](ctx, ref.PID(), 1)
		also := tasks.Ask[int](ctx, ref.PID(), 2)
		ref.Poison()
		after := tasks.Ask[int](ctx, ref.PID(), 3)
		for _, one := range []*tasks.Future[int]{before, also} {
			_, err := one.Await(ctx)
			require.NoError(t, err)
		}
		_, err := after.Await(ctx)
		var dead *tasks.DeadLetterError
		require.ErrorAs(t, err, &dead)
		require.Equal(t, []string{"1 begins", "1 ends", "2 begins", "2 ends"}, notes)
	})
}

func TestWhatComesBackFromTheStashTakesNoRoom(t *testing.T) {
	for name, overflow := range map[string]supervise.Overflow{
		"refuse": supervise.Refuse, "drop the oldest": supervise.DropOldest, "drop the latest": supervise.DropNewest,
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				stashed := false
				ref := spawn(t, ctx, supervise.Actor{Capacity: 1, Overflow: overflow, Handle: func(ctx context.Context, msg any) (any, error) {
					switch {
					case msg == "stash" && !stashed:
						stashed = true
						return nil, supervise.Stash(ctx)
					case msg == "unstash":
						require.NoError(t, supervise.Unstash(ctx))
						return nil, tasks.Sleep(ctx, time.Second)
					}
					return msg, nil
				}})
				for _, msg := range []string{"stash", "unstash"} {
					require.NoError(t, tasks.Tell(ctx, ref.PID(), msg))
					require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
				}
				v, err := tasks.Ask[string](ctx, ref.PID(), "new").Await(ctx)
				require.NoError(t, err)
				require.Equal(t, "new", v)
			})
		})
	}
}

func TestNoReceiveTimeoutComesThatIsNotWantedAnyMore(t *testing.T) {
	for name, end := range map[string]func(ctx context.Context) error{
		"set to zero":     func(ctx context.Context) error { return supervise.SetReceiveTimeout(ctx, 0) },
		"of another life": func(context.Context) error { panic("restart") },
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				var got []any
				var self *proto.PID
				child, ref, err := supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
					got = append(got, msg)
					if msg != "work" {
						return nil, nil
					}
					require.NoError(t, supervise.SetReceiveTimeout(ctx, time.Second))
					require.NoError(t, tasks.Sleep(ctx, time.Minute))
					require.NoError(t, tasks.Tell(ctx, self, supervise.ReceiveTimeout{}))
					return nil, end(ctx)
				}}.Child(ctx)
				require.NoError(t, err)
				self = ref.PID()
				s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{child}, Events: func(supervise.Event) {}})
				require.NoError(t, tasks.Tell(ctx, ref.PID(), "work"))
				require.NoError(t, tasks.Sleep(ctx, time.Hour))
				require.Equal(t, []any{"work", supervise.ReceiveTimeout{}}, got, "that of a user stays")
				_, err = s.Shutdown(ctx)
				require.NoError(t, err)
			})
		})
	}
}

func TestASilenceBeginsWhenTheActorHasNothingToDo(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		begin := tasks.LoopOf(ctx).Now()
		var came []time.Duration
		ref := spawn(t, ctx, supervise.Actor{
			OnStarted: func(ctx context.Context) error { return supervise.SetReceiveTimeout(ctx, 2*time.Second) },
			Handle: func(ctx context.Context, msg any) (any, error) {
				if msg == (supervise.ReceiveTimeout{}) {
					came = append(came, tasks.LoopOf(ctx).Now().Sub(begin))
					return nil, nil
				}
				return nil, tasks.Sleep(ctx, 5*time.Second)
			},
		})
		tell(t, ctx, ref, 1, 2)
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		require.Equal(t, []time.Duration{12 * time.Second}, came)
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
}
