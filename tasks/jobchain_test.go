package tasks_test

import (
	"context"
	"runtime"
	"testing"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestAJobThatStartsTheNextFromACallbackKeepsNoneBeforeIt(t *testing.T) {
	for name, with := range map[string]func(ctx context.Context) context.Context{
		"snapshot":  tasks.Snapshot,
		"variables": func(ctx context.Context) context.Context { return tasks.CopyVars(ctx).Context(ctx) },
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				l := tasks.LoopOf(ctx)
				var results []weak.Pointer[[4096]byte]
				enough := tasks.NewFuture[int](ctx)
				var tick tasks.Coro[*[4096]byte]
				tick = func(ctx context.Context) (*[4096]byte, error) {
					result := new([4096]byte)
					if results = append(results, weak.Make(result)); len(results) == 100 {
						require.NoError(t, enough.SetResult(1))
						return result, tasks.Yield(ctx)
					}
					next := with(ctx)
					l.CallSoon(func() { tasks.GoOn(next, l, tick) }) // or CallLater(time.Minute, …)
					return result, nil
				}
				tasks.Go(ctx, tick)
				if _, err := enough.Await(ctx); err != nil {
					return err
				}
				runtime.GC()
				kept := 0
				for _, r := range results {
					if r.Value() != nil {
						kept++
					}
				}
				require.Less(t, kept, 10, "of 100 ticks, whose tasks have ended")
				return nil
			}))
			require.NoError(t, err)
		})
	}
}
