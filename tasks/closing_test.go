package tasks_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// quickEnd lets a run give up at once on what does not end.
func quickEnd() []tasks.RunOption {
	return []tasks.RunOption{tasks.ShutdownLimit(time.Nanosecond), tasks.OnReport(func(*tasks.Loop, tasks.Report) {})}
}

// refusesAll is a task that refusesAll each cancellation, until it is unwound.
func refusesAll(ctx context.Context) error {
	for {
		_ = tasks.Sleep(ctx, time.Hour)
	}
}

func TestAnAnswerWhileTheLoopClosesIsNoAffairOfWhoSendsIt(t *testing.T) {
	senders := make(chan *proto.PID, 1)
	system := proto.NewActorSystem()
	pid := system.Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		if c.Message() == "ask" {
			senders <- c.Sender()
		}
	}))
	told := 0
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		answer := tasks.Ask[int](ctx, pid, "ask")
		sender := <-senders
		answer.Completion().OnEnd(func() { told++ })
		tasks.Go(ctx, tasks.Void(refusesAll)).Completion().OnEnd(func() {
			before, sent := told, make(chan struct{})
			go func() {
				system.Root.Send(sender, 7)
				close(sent)
			}()
			<-sent
			require.Equal(t, before, told, "it was told on the goroutine that sends the answer")
		})
		return nil
	}), append(quickEnd(), tasks.System(system))...)
	require.Error(t, err) // of the one that refusesAll
	require.Equal(t, 1, told)
}

func TestAThreadThatIsCanceledByAnUnwoundTaskLearnsOfIt(t *testing.T) {
	started, ended := make(chan struct{}), make(chan struct{})
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			thread := tasks.InExecutor(ctx, nil, func(ctx context.Context) (int, error) {
				close(started)
				<-ctx.Done()
				close(ended)
				return 0, nil
			})
			defer thread.Cancel()
			return refusesAll(ctx)
		}))
		_, _, err := tasks.Recv(ctx, started)
		return err
	}), quickEnd()...)
	require.Error(t, err)
	<-ended
}

func TestAThreadThatIsCanceledByAnUnwoundTaskBeforeItBeganNeverBegins(t *testing.T) {
	one := tasks.NewExecutor(1)
	release, ran := make(chan struct{}), false
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		tasks.InExecutor(ctx, one, func(context.Context) (int, error) { <-release; return 0, nil })
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			thread := tasks.InExecutor(ctx, one, func(context.Context) (int, error) { ran = true; return 0, nil })
			defer thread.Cancel()
			return refusesAll(ctx)
		}))
		return tasks.Yield(ctx)
	}), quickEnd()...)
	require.Error(t, err)
	close(release)
	_, err = tasks.Run(t.Context(), func(ctx context.Context) (int, error) { // behind it in the queue
		return tasks.InExecutor(ctx, one, func(context.Context) (int, error) { return 0, nil }).Await(ctx)
	})
	require.NoError(t, err)
	require.False(t, ran)
}

func TestWhoIsToldOfAThreadThatIsLeftBehindMayEndOthers(t *testing.T) {
	var told []string
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		thread := tasks.InExecutor(ctx, nil, func(ctx context.Context) (int, error) { <-ctx.Done(); return 0, nil })
		other := tasks.NewFuture[int](ctx)
		thread.Completion().OnEnd(func() { told = append(told, "thread"); require.NoError(t, other.SetResult(1)) })
		other.Completion().OnEnd(func() { told = append(told, "other") })
		return nil
	}), quickEnd()...)
	require.Error(t, err)
	require.Equal(t, []string{"thread", "other"}, told)
}

func TestWhoIsToldThatAnAnswerWillNotComeMayEndOthers(t *testing.T) {
	system := proto.NewActorSystem()
	silent := system.Root.Spawn(proto.PropsFromFunc(func(proto.Context) {}))
	var ch <-chan int
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		answer, other := tasks.Ask[int](ctx, silent, "ask"), tasks.NewFuture[int](ctx)
		answer.Completion().OnEnd(func() { require.NoError(t, other.SetResult(1)) })
		ch = tasks.ToChan(tasks.Promise[int](other))
		return nil
	}), tasks.System(system))
	require.NoError(t, err)
	select {
	case v := <-ch:
		require.Equal(t, 1, v)
	default:
		t.Error("the future has its value, and the channel has none")
	}
}

func TestAHandlerOfReportsMayEndOthersWhileTheLoopCloses(t *testing.T) {
	var other *tasks.Future[int]
	told := false
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		other = tasks.NewFuture[int](ctx)
		other.Completion().OnEnd(func() { told = true })
		return tasks.NewFuture[int](ctx).SetError(errBoom)
	}), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) {
		if r.Err == errBoom { //nolint:errorlint // this very one
			require.True(t, other.Cancel())
		}
	}))
	require.NoError(t, err)
	require.True(t, told)
}

// As asyncio's loop, whose executor takes nothing more once it was shut down.
func TestATaskThatIsMadeInTheShutdownStartsNoThreadsForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nap := func(context.Context) (int, error) { time.Sleep(20 * time.Millisecond); return 0, nil } // of the bubble
		var refused error
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
				_ = tasks.Sleep(ctx, time.Hour)
				tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
					for {
						f := tasks.InExecutor(ctx, nil, nap) // they overlap
						if err := tasks.Sleep(ctx, 5*time.Millisecond); err != nil {
							return err
						}
						if f.Finished() {
							refused = f.Err()
							return nil
						}
					}
				}))
				return nil
			}))
			return tasks.Yield(ctx)
		}), tasks.ShutdownLimit(time.Minute))
		require.NoError(t, err)
		require.ErrorIs(t, refused, tasks.ErrLoopClosed)
		require.ErrorContains(t, refused, "no other begins")
	})
}
