package actor_test

import (
	"context"
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// answer is large enough to have memory of its own.
type answer [1 << 16]byte

// answerAfter is a task of an answer, and whether that is still in memory.
func answerAfter(d time.Duration) (tasks.Coro[*answer], weak.Pointer[answer]) {
	v := new(answer)
	return func(ctx context.Context) (*answer, error) { return v, tasks.Sleep(ctx, d) }, weak.Make(v)
}

func TestATaskDoesNotKeepWhatItHasWaitedFor(t *testing.T) {
	for name, use := range map[string]func(ctx context.Context, a, b tasks.Coro[*answer]) error{
		"as completed": func(ctx context.Context, a, b tasks.Coro[*answer]) error {
			for _, err := range supervise.AsCompleted(ctx, supervise.NoLimit, tasks.Awaitable[*answer](a), b) {
				if err != nil {
					return err
				}
			}
			return nil
		},
		"race": func(ctx context.Context, a, b tasks.Coro[*answer]) error {
			_, _, err := supervise.Race(ctx, 0, a, b)
			return err
		},
		"group": func(ctx context.Context, a, b tasks.Coro[*answer]) error {
			type key struct{}
			v, _ := a(ctx)
			return supervise.WithGroup(context.WithValue(ctx, key{}, v), func(_ context.Context, g *supervise.Group) error {
				supervise.GoIn(g, b)
				return nil
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				never := tasks.NewFuture[int](ctx)
				var kept weak.Pointer[answer]
				over := false
				worker := tasks.Go(ctx, func(ctx context.Context) (int, error) {
					func() {
						a, weakly := answerAfter(time.Millisecond)
						b, _ := answerAfter(2 * time.Millisecond)
						kept = weakly
						require.NoError(t, use(ctx, a, b))
						over = true
					}()
					return never.Await(ctx) // for hours, perhaps
				})
				for !over {
					if err := tasks.Sleep(ctx, time.Millisecond); err != nil {
						return err
					}
				}
				for range 50 {
					runtime.GC()
					if err := tasks.Sleep(ctx, time.Millisecond); err != nil {
						return err
					}
				}
				require.Nil(t, kept.Value(), "the results are still in memory")
				require.NoError(t, never.SetResult(1))
				_, err := worker.Await(ctx)
				return err
			}), tasks.VirtualClock())
			require.NoError(t, err)
		})
	}
}
