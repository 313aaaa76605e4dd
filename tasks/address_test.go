package tasks_test

import (
	"context"
	"errors"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/actor/wire"
	"github.com/actorloom/actorloom/tasks"
)

// addressed is a task that ends with v and err after a second, and its address.
func addressed[T any](ctx context.Context, v T, err error) (*tasks.Task[T], *proto.PID) {
	task := tasks.Go(ctx, func(ctx context.Context) (T, error) {
		if err := tasks.Sleep(ctx, time.Second); err != nil {
			return v, err
		}
		return v, err
	})
	return task, task.PID()
}

func TestAResultCanBeAskedForBeforeTheEnd(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		_, pid := addressed(ctx, "seven", nil)
		v, err := tasks.Ask[string](ctx, pid, actor.GetResult{}).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "seven", v)
	})
}

func TestAResultCanBeAskedForAfterTheEnd(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task, pid := addressed(ctx, "seven", nil)
		_, err := task.Await(ctx)
		require.NoError(t, err)
		v, err := tasks.Ask[string](ctx, pid, &actor.GetResult{}).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "seven", v)
	}, tasks.RememberResults(1))
}

func TestTheAddressOfATaskThatHasEndedKnowsItsResult(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, tasks.After(0, 7))
		_, err := task.Await(ctx)
		require.NoError(t, err)
		v, err := tasks.Ask[int](ctx, task.PID(), actor.GetResult{}).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, 7, v)
	}, tasks.RememberResults(1))
}

func TestAnErrorIsAResultToo(t *testing.T) {
	var reports []tasks.Report
	full := errors.New("the disk is full")
	inRun(t, func(ctx context.Context) {
		_, pid := addressed(ctx, 0, full)
		_, err := tasks.Ask[int](ctx, pid, actor.GetResult{}).Await(ctx)
		require.ErrorIs(t, err, full)
	}, tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { reports = append(reports, r) }))
	require.Empty(t, reports, "who asked has retrieved it")
}

func TestAnErrorThatWasAskedForLaterIsRetrieved(t *testing.T) {
	var reports []tasks.Report
	inRun(t, func(ctx context.Context) {
		task, pid := addressed(ctx, 0, errors.New("the disk is full"))
		require.NoError(t, tasks.Sleep(ctx, time.Hour))
		_, err := tasks.Ask[int](ctx, pid, actor.GetResult{}).Await(ctx)
		require.EqualError(t, err, "the disk is full")
		letPass(t, ctx, 10)
		require.True(t, task.Finished())
	}, tasks.RememberResults(1), tasks.SlowStep(time.Hour), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { reports = append(reports, r) }))
	require.Empty(t, reports)
}

func TestTheResultOfACanceledTaskIsACancellation(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task, pid := addressed(ctx, 0, nil)
		request := tasks.Ask[int](ctx, pid, actor.GetResult{})
		letPass(t, ctx, 10)
		task.Cancel("enough")
		_, err := request.Await(ctx)
		require.EqualError(t, err, "canceled: enough")
		require.True(t, request.Canceled())
	})
}

func TestACancelIsAnsweredWithTheEnd(t *testing.T) {
	for name, msg := range map[string]any{
		"Cancel":     actor.Cancel{Msg: "enough"},
		"*Cancel":    &actor.Cancel{Msg: "enough"},
		"CancelTask": &wire.CancelTask{Msg: "enough"},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				task, pid := addressed(ctx, 0, nil)
				_, err := tasks.Ask[int](ctx, pid, msg).Await(ctx)
				require.EqualError(t, err, "canceled: enough")
				require.True(t, task.Canceled())
			})
		})
	}
}

func TestATaskThatRefusesItsCancellationAnswersWithItsValue(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, func(ctx context.Context) (string, error) {
			_ = tasks.Sleep(ctx, time.Hour)
			return "done all the same", nil
		})
		require.NoError(t, tasks.Yield(ctx))
		v, err := tasks.Ask[string](ctx, task.PID(), actor.Cancel{}).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "done all the same", v)
	})
}

func TestTheResultOfAnotherTypeIsAnError(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		_, pid := addressed(ctx, "seven", nil)
		_, err := tasks.Ask[int](ctx, pid, actor.GetResult{}).Await(ctx)
		require.ErrorContains(t, err, "got string, want int")
		_, err = tasks.Ask[int](ctx, pid, &wire.GetResult{}).Await(ctx)
		require.ErrorContains(t, err, "want int")
	}, tasks.RememberResults(1))
}

// An actor that is no task gets the result as one message.
func TestAnyActorGetsAResultAsAMessage(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		_, pid := addressed(ctx, "seven", nil)
		got := tasks.NewFuture[any](ctx)
		asker := askActor(t, ctx, func(c proto.Context) {
			if c.Message() == "ask" {
				c.Request(pid, actor.GetResult{})
				return
			}
			_ = got.SetResult(c.Message())
		}, proto.WithDispatcher(tasks.LoopOf(ctx)))
		require.NoError(t, tasks.Tell(ctx, asker, "ask"))
		v, err := got.Await(ctx)
		require.NoError(t, err)
		require.Equal(t, actor.TaskResult{Value: "seven"}, v)
	})
}

func TestTheWholeResultCanBeAskedFor(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		_, pid := addressed(ctx, 0, errors.New("the disk is full"))
		r, err := tasks.Ask[actor.TaskResult](ctx, pid, actor.GetResult{}).Await(ctx)
		require.NoError(t, err)
		require.EqualError(t, r.Err, "the disk is full")
		w, err := tasks.Ask[*wire.TaskResult](ctx, pid, &wire.GetResult{}).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "the disk is full", w.GetError())
	}, tasks.RememberResults(1))
}

func TestAWatcherOfATaskThatHasEndedIsToldAtOnce(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task, pid := addressed(ctx, 0, nil)
		_, err := task.Await(ctx)
		require.NoError(t, err)
		gone := tasks.NewFuture[*proto.Terminated](ctx)
		system := askSystem(ctx)
		watcher := system.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
			switch msg := c.Message().(type) {
			case *proto.Started:
				c.Watch(pid)
			case *proto.Terminated:
				_ = gone.SetResult(msg)
			}
		}, proto.WithDispatcher(tasks.LoopOf(ctx))))
		defer system.Root.Stop(watcher)
		msg, err := gone.Await(ctx)
		require.NoError(t, err)
		require.True(t, pid.Equal(msg.Who))
	})
}

func TestAMessageThatATaskDoesNotKnowIsADeadLetter(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task, pid := addressed(ctx, 0, nil)
		var dead *tasks.DeadLetterError
		_, err := tasks.Ask[int](ctx, pid, "what is this?").Await(ctx)
		require.ErrorAs(t, err, &dead)
		require.False(t, task.Finished())
		letters := deadLetters(t, ctx)
		require.NoError(t, tasks.Tell(ctx, pid, actor.GetResult{}))
		require.EqualValues(t, 1, letters.Load(), "a question without a sender")
	})
}

func TestATaskThatCouldNotBeMadeSaysSoToOthers(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go[int](ctx, nil)
		pid := task.PID()
		require.True(t, pid.Equal(task.PID()))
		_, err := tasks.Ask[int](ctx, pid, actor.GetResult{}).Await(ctx)
		require.ErrorIs(t, err, tasks.ErrNilFunc)
	}, tasks.RememberResults(1))
}

func TestAResultForAnAskerElsewhereWhomAnActorHereStandsInForIsAProtobufMessage(t *testing.T) {
	system, sent := quietSystem(), make(elsewhere, 1)
	system.ProcessRegistry.RegisterAddressResolver(func(*proto.PID) (proto.Process, bool) { return sent, true })
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		task := tasks.Go(ctx, tasks.After(0, 7))
		asker := proto.NewPID(nobodysPID.Address, "asker") // a PID remembers its process
		system.Root.RequestWithCustomSender(task.PID(), actor.GetResult{}, asker)
		_, err := task.Await(ctx)
		return err
	}), tasks.System(system))
	require.NoError(t, err)
	require.IsType(t, &wire.TaskResult{}, <-sent)
}

func TestAResultThatCannotTravelIsAnErrorForWhoAsksFromElsewhere(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		pid := tasks.Go(ctx, tasks.After(0, struct{ N int }{7})).PID()
		r, err := tasks.Ask[*wire.TaskResult](ctx, pid, &wire.GetResult{}).Await(ctx)
		require.NoError(t, err)
		require.Contains(t, r.GetError(), "the task succeeded, but ")
	})
}
