package supervise_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// What an actor cannot fail with any more, since it has ended in another way, is reported.

func TestHooksThatFailAfterTheirActorAreReported(t *testing.T) {
	reports := reportsOf(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{
			Name: "a", Handle: fragile,
			OnStopping: func(context.Context) error { return errFirst },
			OnStopped:  func(context.Context) error { return errSecond },
		})
		tell(t, ctx, ref, "fail")
		require.ErrorIs(t, ref.Await(ctx), errOutOfOrder)
	})
	require.Equal(t, []tasks.Report{
		{Message: "OnStopping of the actor a failed", Err: errFirst, Task: "a"},
		{Message: "OnStopped of the actor a failed", Err: errSecond, Task: "a"},
	}, reports)
}

func TestAnOnRestartingThatFailsIsReported(t *testing.T) {
	var name string
	reports := reportsOf(t, func(ctx context.Context) {
		ref, s := asSupervised(ctx, t, supervise.Actor{
			Handle: func(context.Context, any) (any, error) { return nil, errOutOfOrder },
			OnRestarting: func(_ context.Context, failure error) error {
				require.Equal(t, errOutOfOrder, failure)
				return errFirst
			},
		})
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		name = ref.PID().GetId()
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
	require.Equal(t, []tasks.Report{{Message: "OnRestarting of the actor " + name + " failed", Err: errFirst, Task: name}}, reports)
}

func TestAHookThatEndsAsCanceledAfterItsActorHasFailedIsNotReported(t *testing.T) {
	require.Empty(t, reportsOf(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{
			Handle: fragile, OnStopping: func(context.Context) error { return &tasks.CanceledError{} },
		})
		tell(t, ctx, ref, "fail")
		require.ErrorIs(t, ref.Await(ctx), errOutOfOrder)
	}))
}

func TestAMessageThatFailsAfterAnotherIsReported(t *testing.T) {
	reports := reportsOf(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Name: "a", Interleave: 2, Handle: func(ctx context.Context, msg any) (any, error) {
			if msg == "work" {
				return nil, failWhenCanceled(errFirst)(ctx)
			}
			return fragile(ctx, msg)
		}})
		tell(t, ctx, ref, "work", "fail")
		require.ErrorIs(t, ref.Await(ctx), errOutOfOrder)
	})
	require.Equal(t, []tasks.Report{{Message: "a message of the actor a failed", Err: errFirst, Task: "a"}}, reports)
}

func TestAMessageThatFailsWhenItsActorIsCanceledIsReported(t *testing.T) {
	var name string
	reports := reportsOf(t, func(ctx context.Context) {
		ref, s := asSupervised(ctx, t, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			return nil, failWhenCanceled(errFirst)(ctx)
		}})
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		name = ref.PID().GetId()
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
	require.Equal(t, []tasks.Report{{Message: "a message of the actor " + name + " failed", Err: errFirst, Task: name}}, reports)
}

func TestAStrayMessageIsADeadLetterAndNoFailure(t *testing.T) {
	var dead []any
	reportsOf(t, func(ctx context.Context) {
		stream := tasks.LoopOf(ctx).System().EventStream
		defer stream.Unsubscribe(stream.Subscribe(func(e any) {
			if e, ok := e.(*proto.DeadLetterEvent); ok {
				dead = append(dead, e.Message)
			}
		}))
		ref := spawn(t, ctx, supervise.Actor{Handle: supervise.Typed(func(_ context.Context, n int) (int, error) { return n, nil })})
		tell(t, ctx, ref, "stray")
		v, err := answerOf(ctx, ref, 1)
		require.NoError(t, err)
		require.Equal(t, 1, v)
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	})
	require.Equal(t, []any{"stray"}, dead)
}

func TestAFailureOfAnActorWhoseOnlyAwaiterIsCanceledInTheSamePassIsReported(t *testing.T) {
	reports := reportsOf(t, func(ctx context.Context) {
		gate := tasks.NewFuture[int](ctx)
		ref := spawn(t, ctx, supervise.Actor{Name: "a", Handle: fragile, OnStopped: func(ctx context.Context) error {
			_, _ = gate.Await(ctx)
			return errOutOfOrder
		}})
		awaits := tasks.Go(ctx, tasks.Void(ref.Await))
		ref.Stop()
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		require.NoError(t, gate.SetResult(1))
		tasks.Go(ctx, tasks.Void(func(context.Context) error { awaits.Cancel(); return nil })) // right behind the actor's end
		_, err := awaits.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
	})
	require.Len(t, reports, 1)
	require.ErrorIs(t, reports[0].Err, errOutOfOrder)
}

func TestTheFirstStrayMessageOfEachTypeIsReported(t *testing.T) {
	reports := reportsOf(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Name: "typed", Handle: supervise.Typed(func(_ context.Context, n int) (int, error) { return n, nil })})
		tell(t, ctx, ref, "stray", "again", 1, 1.5, nil)
		ref.Poison()
		require.NoError(t, ref.Await(ctx))
	})
	var messages []string
	for _, r := range reports {
		require.ErrorIs(t, r.Err, supervise.ErrUnhandled)
		require.Equal(t, "typed", r.Task)
		messages = append(messages, r.Message)
	}
	const says = "the actor typed does not handle a message of type %s, which is a dead letter now; more of that type are not reported"
	require.Equal(t, []string{fmt.Sprintf(says, "string"), fmt.Sprintf(says, "float64"), fmt.Sprintf(says, "<nil>")}, messages)
}

func TestAnEndThatAHandlerDoesNotKnowIsReported(t *testing.T) {
	require.Len(t, reportsOf(t, func(ctx context.Context) {
		watched := spawn(t, ctx, supervise.Actor{Handle: fragile})
		ref := spawn(t, ctx, supervise.Actor{
			Handle:    supervise.Typed(func(_ context.Context, n int) (int, error) { return n, nil }),
			OnStarted: func(ctx context.Context) error { return supervise.Watch(ctx, watched.PID()) },
		})
		_, err := answerOf(ctx, ref, 1)
		require.NoError(t, err)
		watched.Stop()
		require.NoError(t, watched.Await(ctx))
		_, err = answerOf(ctx, ref, 1)
		require.NoError(t, err)
		ref.Stop()
		require.NoError(t, ref.Await(ctx))
	}), 1)
}

func TestARefOfNoActorHasNoAddressAndNothingToStop(t *testing.T) {
	for name, ref := range map[string]*supervise.Ref{"nil": nil, "zero": {}} {
		t.Run(name, func(t *testing.T) {
			require.Nil(t, ref.PID())
			require.Zero(t, ref.Dropped())
			ref.Stop()
			ref.Poison()
			require.ErrorIs(t, ref.Await(t.Context()), tasks.ErrInvalidState)
		})
	}
}

func TestAStrayMessageIsNoFailureEvenIfTheHandlerOfReportsEndsItsGoroutine(t *testing.T) {
	l, err := tasks.Start(tasks.OnReport(func(*tasks.Loop, tasks.Report) { runtime.Goexit() }))
	require.NoError(t, err)
	_, err = tasks.RunOn(t.Context(), l, tasks.Void(func(ctx context.Context) error {
		ref := spawn(t, ctx, supervise.Actor{Handle: supervise.Typed(func(_ context.Context, n int) (int, error) { return n, nil })})
		tell(t, ctx, ref, "stray")
		_, err := answerOf(ctx, ref, 1)
		ref.Stop()
		return errors.Join(err, ref.Await(ctx))
	}))
	require.NoError(t, err)
	require.NoError(t, l.Shutdown(t.Context()))
}

func TestAFailureWhileTheEndOfADerivedContextStopsAnActorIsReported(t *testing.T) {
	for name, stop := range map[string]func(*supervise.Ref){
		"while the actor runs": func(*supervise.Ref) {}, "while it stops": (*supervise.Ref).Stop,
	} {
		t.Run(name, func(t *testing.T) {
			reports := reportsOf(t, func(ctx context.Context) {
				err := handleInDerived(ctx, t, func(ctx context.Context, _ any) (any, error) {
					_ = tasks.Sleep(ctx, time.Hour)
					return nil, errOutOfOrder // the clean-up failed
				}, stop)
				require.ErrorIs(t, err, errExpected)
			})
			require.Len(t, reports, 1)
			require.ErrorIs(t, reports[0].Err, errOutOfOrder)
		})
	}
}

func TestAStartThatEndsAsCanceledIsAFailure(t *testing.T) {
	reports := reportsOf(t, func(ctx context.Context) {
		loader := goVoid(ctx, func(ctx context.Context) error { return tasks.Sleep(ctx, time.Hour) })
		pid := loader.PID()
		spawn(t, ctx, supervise.Actor{Handle: fragile, OnStarted: func(ctx context.Context) error {
			_, err := tasks.Ask[any](ctx, pid, actor.GetResult{}).Await(ctx)
			return err
		}})
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		loader.Cancel()
		require.NoError(t, tasks.Sleep(ctx, time.Second))
	})
	require.Len(t, reports, 1)
}

func TestAMessageThatFailsWhileItsActorStopsIsNotReportedBesidesTheEndOfTheActor(t *testing.T) {
	require.Empty(t, reportsOf(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			_ = tasks.Sleep(ctx, time.Second)
			return nil, errOutOfOrder
		}})
		tell(t, ctx, ref, "a message")
		require.NoError(t, tasks.Sleep(ctx, time.Millisecond))
		ref.Stop()
		require.ErrorIs(t, ref.Await(ctx), errOutOfOrder)
	}))
}

func TestAnAnswerThatFailedAndThatNobodyAwaitedIsReportedWithItsActor(t *testing.T) {
	reports := reportsOf(t, func(ctx context.Context) {
		ref := spawn(t, ctx, supervise.Actor{Name: "clerk", Handle: func(context.Context, any) (any, error) {
			return nil, errors.New("no")
		}})
		tasks.Ask[int](ctx, ref.PID(), 1)
		require.NoError(t, tasks.Sleep(ctx, time.Second))
	})
	require.Len(t, reports, 1)
	require.Equal(t, "an error was never retrieved: that of the answer of nonhost/clerk, of type int", reports[0].Message)
}
