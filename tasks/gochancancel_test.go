package tasks_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestACancellationBesideTheItemOfAGoChannelIsNotLost(t *testing.T) {
	for yields := range 4 { // in which pass the cancellation comes
		synctest.Test(t, func(t *testing.T) {
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				items := make(chan int)
				var received, after error
				receiver := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
					_, _, received = tasks.Recv(ctx, items)
					after = tasks.Yield(ctx)
					return nil
				}))
				letPass(t, ctx, 2)
				synctest.Wait() // until the goroutine waits
				items <- 1
				synctest.Wait() // until it has answered
				letPass(t, ctx, yields)
				if receiver.Cancel("enough") {
					_, err := receiver.Await(ctx)
					require.NoError(t, err)
					canceled := received
					if received == nil {
						canceled = after
					}
					require.ErrorIs(t, canceled, tasks.ErrCanceled)
					require.ErrorContains(t, canceled, "enough")
				}
				return nil
			}))
			require.NoError(t, err, "after %d passes", yields)
		})
	}
}

// The loop learns of the end before it learns of the item, when that has been received already.
func TestTheEndOfATasksContextBeforeTheItemOfAGoChannelIsNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			items := make(chan int)
			within, end := context.WithCancelCause(ctx)
			receiver := tasks.Go(within, tasks.Void(func(ctx context.Context) error {
				_, _, err := tasks.Recv(ctx, items)
				require.NoError(t, err)
				return tasks.Yield(ctx)
			}))
			letPass(t, ctx, 2)
			end(errors.New("enough"))
			synctest.Wait() // until the loop has been told
			items <- 1
			_, err := receiver.Await(ctx)
			require.ErrorIs(t, err, tasks.ErrCanceled)
			require.ErrorContains(t, err, "enough")
			return nil
		}))
		require.NoError(t, err)
	})
}
