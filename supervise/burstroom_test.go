package supervise_test

import (
	"context"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// inUse is how many bytes of the heap are.
func inUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func fillAndEmpty(q *tasks.Queue[[4]int]) (use func(n int), keep any) {
	return func(n int) {
		for range n {
			_ = q.TryPut([4]int{})
		}
		for range n {
			_, _ = q.TryGet()
		}
	}, q
}

func TestTheRoomOfABurstIsGivenBack(t *testing.T) {
	const burst, once = 200_000, 300
	for name, begin := range map[string]func(ctx context.Context) (use func(n int), keep any){
		"queue":      func(context.Context) (func(int), any) { return fillAndEmpty(tasks.NewQueue[[4]int](0)) },
		"LIFO queue": func(context.Context) (func(int), any) { return fillAndEmpty(tasks.NewLifoQueue[[4]int](0)) },
		"mailbox": func(ctx context.Context) (func(int), any) {
			handled := 0
			ref, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(context.Context, any) (any, error) { handled++; return nil, nil }})
			require.NoError(t, err)
			return func(n int) {
				until := handled + n
				for range n {
					_ = tasks.Tell(ctx, ref.PID(), 1)
				}
				for handled < until {
					_ = tasks.Yield(ctx)
				}
			}, ref
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				use, keep := begin(ctx)
				before := inUse()
				use(burst)
				for range once { // the loop's own room goes after a hundred passes
					use(1)
				}
				kept := inUse() - before
				require.Less(t, kept, int64(1_000_000))
				runtime.KeepAlive(keep)
				return nil
			}), tasks.Debug(false))
			require.NoError(t, err)
		})
	}
}
