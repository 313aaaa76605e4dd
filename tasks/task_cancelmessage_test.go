package tasks_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// cancelMessage is the message of a cancellation.
func cancelMessage(t *testing.T, err error) string {
	t.Helper()
	var canceled *tasks.CanceledError
	require.ErrorAs(t, err, &canceled)
	return canceled.Msg
}

func TestTheMessageOfACancellationReachesWhoeverAsks(t *testing.T) {
	for name, started := range map[string]bool{"a started task": true, "a task before its first step": false} {
		for _, msg := range [][]string{nil, {""}, {"my message"}} {
			t.Run(fmt.Sprint(name, " ", msg), func(t *testing.T) {
				inRun(t, func(ctx context.Context) {
					want := append(msg, "")[0]
					task := tasks.Go(ctx, tasks.After(10*time.Second, 0))
					if started {
						letPass(t, ctx, 1)
					}
					task.Cancel(msg...)
					_, err := task.Await(ctx)
					require.Equal(t, want, cancelMessage(t, err))
					_, err = task.Result()
					require.Equal(t, want, cancelMessage(t, err))
					require.Equal(t, want, cancelMessage(t, task.Err()))
				})
			})
		}
	}
}

func TestTheMessagesOfOneCancellationAreJoined(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, tasks.After(10*time.Second, 0))
		task.Cancel("the client", "has gone")
		_, err := task.Await(ctx)
		require.Equal(t, "the client has gone", cancelMessage(t, err))
	})
}

func TestAReadOfACanceledResultCancelsTheReader(t *testing.T) {
	read := map[string]func(*tasks.Task[int]) error{
		"Result": func(task *tasks.Task[int]) error { _, err := task.Result(); return err },
		"Err":    func(task *tasks.Task[int]) error { return task.Err() },
	}
	for name, read := range read {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				task := tasks.Go(ctx, tasks.After(10*time.Second, 0))
				reader := tasks.Go(ctx, func(ctx context.Context) (int, error) {
					task.Cancel("my message")
					for !task.Finished() {
						if err := tasks.Yield(ctx); err != nil {
							return 0, err
						}
					}
					return 0, read(task)
				})
				_, err := reader.Await(ctx)
				require.Equal(t, "my message", cancelMessage(t, err))
				require.True(t, reader.Canceled())
			})
		})
	}
}

func TestTheLastMessageBeforeTheDeliveryCounts(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, tasks.After(10*time.Second, 0))
		task.Cancel("my message")
		task.Cancel("my new message")
		_, err := task.Await(ctx)
		require.Equal(t, "my new message", cancelMessage(t, err))
	})
}

func TestACancellationCarriesItsMessageThroughAChainOfTasks(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		innermost := tasks.Go(ctx, tasks.After(10*time.Second, 0))
		middle := tasks.Go(ctx, awaitThenReturn(innermost, 1))
		outer := tasks.Go(ctx, awaitThenReturn(middle, 2))
		letPass(t, ctx, 1)
		require.True(t, outer.Cancel("enough"))
		_, err := outer.Await(ctx)
		require.Equal(t, "enough", cancelMessage(t, err))
		require.Equal(t, "enough", cancelMessage(t, middle.Err()))
		require.Equal(t, "enough", cancelMessage(t, innermost.Err()))
	})
}

// A Go error names its cause only when it is told to: one that wraps a
// cancellation is a cancellation, one that quotes it is not.
func TestABodyMayMakeAnErrorOfACancellation(t *testing.T) {
	for _, c := range []struct {
		name, format string
		canceled     bool
	}{
		{"quoted", "gave up: %v", false},
		{"wrapped", "gave up: %w", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				started := tasks.NewFuture[int](ctx)
				inner := tasks.Go(ctx, func(ctx context.Context) (int, error) {
					started.SetResult(0)
					return 0, tasks.Sleep(ctx, 10*time.Second)
				})
				task := tasks.Go(ctx, func(ctx context.Context) (int, error) {
					if _, err := started.Await(ctx); err != nil {
						return 0, err
					}
					tasks.LoopOf(ctx).CallSoon(func() { inner.Cancel("msg") })
					_, err := inner.Await(ctx)
					return 0, fmt.Errorf(c.format, err)
				})
				_, err := task.Await(ctx)
				require.EqualError(t, err, "gave up: canceled: msg")
				require.Equal(t, c.canceled, task.Canceled())
				require.Equal(t, c.canceled, errors.Is(err, tasks.ErrCanceled))
			})
		})
	}
}

func TestARequestWithoutAMessageTakesThatOfAnEarlierOneAway(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			me := tasks.Current(ctx)
			require.True(t, me.Cancel("the first"))
			require.True(t, me.Cancel())
			return tasks.Yield(ctx)
		}))
		_, err := task.Await(ctx)
		require.Equal(t, &tasks.CanceledError{}, err)
	})
}

func TestTheMessageOfWhatWasCanceledIsThatOfItsError(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		f := tasks.NewFuture[int](ctx)
		f.Cancel("why")
		require.Equal(t, "why", f.Completion().CancelMsg())
	})
}
