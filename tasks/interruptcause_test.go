package tasks_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// interrupted runs main with a context that main can end, and gives the
// cancellation that the run ended with.
func interrupted(t *testing.T, main func(ctx context.Context, interrupt func()) error) *tasks.CanceledError {
	t.Helper()
	outside, interrupt := context.WithCancelCause(t.Context())
	defer interrupt(nil)
	_, err := tasks.Run(outside, tasks.Void(func(ctx context.Context) error {
		return main(ctx, func() { interrupt(errBoom) })
	}))
	var canceled *tasks.CanceledError
	require.ErrorAs(t, err, &canceled)
	require.True(t, tasks.IsCanceled(err))
	return canceled
}

func TestAnInterruptedRunHasTheCauseOfItsContext(t *testing.T) {
	err := interrupted(t, func(ctx context.Context, interrupt func()) error {
		tasks.LoopOf(ctx).CallSoon(interrupt)
		_, err := tasks.NewFuture[int](ctx).Await(ctx)
		return err
	})
	require.Same(t, errBoom, err.Cause)
	require.Same(t, errBoom, err.Unwrap())
	require.Equal(t, "boom", err.Msg)
}

func TestARunThatCancelsItselfHasNoCause(t *testing.T) {
	err := interrupted(t, func(ctx context.Context, _ func()) error {
		tasks.Current(ctx).Cancel("my own")
		return tasks.Yield(ctx)
	})
	require.NoError(t, err.Cause)
	require.Equal(t, "my own", err.Msg)
}

// The run of a main that somebody else canceled too ends as that one wanted.
func TestARunThatWasAlsoCanceledFromWithinHasNoCause(t *testing.T) {
	for name, first := range map[string]bool{"before the interrupt": true, "after it": false} {
		t.Run(name, func(t *testing.T) {
			err := interrupted(t, func(ctx context.Context, interrupt func()) error {
				self := tasks.Current(ctx)
				if first {
					self.Cancel("from within")
				} else {
					defer self.Cancel("from within")
				}
				tasks.LoopOf(ctx).CallSoon(interrupt)
				for self.Canceling() < 2 {
					err := tasks.Yield(ctx)
					if !first && err != nil {
						return err
					}
				}
				return &tasks.CanceledError{Msg: "from within"}
			})
			require.NoError(t, err.Cause)
		})
	}
}

func TestAMainThatIsCanceledAfterItRefusedTheInterruptHasNoCause(t *testing.T) {
	err := interrupted(t, func(ctx context.Context, interrupt func()) error {
		tasks.LoopOf(ctx).CallSoon(interrupt)
		_, err := tasks.NewFuture[int](ctx).Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		tasks.Current(ctx).Cancel("later")
		return tasks.Yield(ctx)
	})
	require.NoError(t, err.Cause)
	require.Equal(t, "later", err.Msg)
}
