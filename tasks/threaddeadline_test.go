package tasks_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestAThreadSeesTheDeadlineThatItsTaskHasDerived(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		limited, stop := context.WithTimeout(ctx, time.Hour)
		defer stop()
		want, _ := limited.Deadline()
		got, err := tasks.ToThread(limited, func(ctx context.Context) (time.Time, error) {
			deadline, _ := ctx.Deadline()
			return deadline, nil
		})
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

// The thread and the loop see the end of the context in any order.
func TestAThreadThatReturnsTheErrorOfItsContextFailsWithTheCause(t *testing.T) {
	answer := func(ctx context.Context) (int, error) {
		<-ctx.Done()
		return 0, ctx.Err()
	}
	for name, thread := range map[string]func(ctx, limited context.Context) (int, error){
		"to_thread": func(_, limited context.Context) (int, error) { return tasks.ToThread(limited, answer) },
		"awaited by another context": func(ctx, limited context.Context) (int, error) {
			return tasks.InExecutor(limited, nil, answer).Await(ctx)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, err := tasks.Run(t.Context(), func(ctx context.Context) (int, error) {
					for range 200 {
						limited, stop := context.WithTimeoutCause(ctx, time.Second, errBoom)
						_, err := thread(ctx, limited)
						stop()
						require.Same(t, errBoom, err)
					}
					return 0, nil
				})
				require.NoError(t, err)
			})
		})
	}
}

func TestAThreadThatReturnsMoreThanTheErrorOfItsContextFailsWithThat(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		limited, stop := context.WithCancelCause(ctx)
		var want error
		_, err := tasks.InExecutor(limited, nil, func(ctx context.Context) (int, error) {
			stop(errBoom)
			want = errors.Join(ctx.Err(), errors.New("the rollback failed"))
			return 0, want
		}).Await(ctx)
		require.Equal(t, want, err)
	})
}
