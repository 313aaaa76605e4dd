package supervise_test

import (
	"context"
	"runtime"
	"testing"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestWhoKeepsOneResultKeepsNoOther(t *testing.T) {
	type page = *[4096]byte
	for name, use := range map[string]func(ctx context.Context, a, b tasks.Coro[page]) any{
		"a task of Completed": func(ctx context.Context, a, b tasks.Coro[page]) (last any) {
			for p, err := range supervise.Completed(ctx, supervise.NoLimit, tasks.Awaitable[page](a), b) {
				require.NoError(t, err)
				last = p
			}
			return last
		},
		"a shield of what the function closes over": func(ctx context.Context, a, _ tasks.Coro[page]) any {
			f := supervise.Shield(ctx, tasks.Coro[int](func(ctx context.Context) (int, error) { _, err := a(ctx); return 1, err }))
			_, err := f.Await(ctx)
			require.NoError(t, err)
			return f
		},
		"a gather of what the function closes over": func(ctx context.Context, a, _ tasks.Coro[page]) any {
			f := supervise.Gather(ctx, tasks.Coro[int](func(ctx context.Context) (int, error) { _, err := a(ctx); return 1, err }))
			_, err := f.Await(ctx)
			require.NoError(t, err)
			return f
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				var kept weak.Pointer[[4096]byte]
				held := func() any {
					first := new([4096]byte)
					kept = weak.Make(first)
					a := func(ctx context.Context) (page, error) { return first, tasks.Yield(ctx) }
					b := func(ctx context.Context) (page, error) {
						for range 5 {
							if err := tasks.Yield(ctx); err != nil {
								return nil, err
							}
						}
						return new([4096]byte), nil
					}
					return use(ctx, a, b)
				}()
				for range 20 {
					runtime.GC()
					if err := tasks.Yield(ctx); err != nil {
						return err
					}
				}
				require.Nil(t, kept.Value())
				runtime.KeepAlive(held)
				return nil
			}))
			require.NoError(t, err)
		})
	}
}
