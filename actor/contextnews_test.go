package actor_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// quiet is a context whose end comes without news. It counts who waits for them, and who asks.
type quiet struct {
	context.Context
	done           chan struct{}
	ended          bool
	waiting, asked int
}

func newQuiet(ctx context.Context) *quiet { return &quiet{Context: ctx, done: make(chan struct{})} }

func (q *quiet) Done() <-chan struct{} { return q.done }

func (q *quiet) Err() error {
	q.asked++
	if q.ended {
		return context.Canceled
	}
	return nil
}

func (q *quiet) AfterFunc(func()) (stop func() bool) {
	q.waiting++
	return func() bool { q.waiting--; return true }
}

func TestNobodyWaitsForTheNewsOfAContextUnderWhichNobodyAwaitsAnyMore(t *testing.T) {
	for name, opts := range map[string][]actor.Option{"virtual": {actor.VirtualClock()}, "real": nil} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
					within := newQuiet(ctx)
					for range 3 {
						first, second := tasks.Go(within, tasks.After(time.Second, 1)), tasks.Go(within, tasks.After(time.Minute, 1))
						_, err := first.Await(within)
						require.NoError(t, err)
						require.NotZero(t, within.waiting)
						_, err = second.Await(within)
						require.NoError(t, err)
						require.Zero(t, within.waiting)
					}
					return nil
				}), opts...)
				require.NoError(t, err)
			})
		})
	}
}

// Nothing else wakes the loop: by a virtual clock, too, the deadline comes in real time.
func TestTheNewsOfADeadlineReachesWhoStillWaitsUnderIt(t *testing.T) {
	for name, opts := range map[string][]actor.Option{"virtual": {actor.VirtualClock()}, "real": nil} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
					within, stop := context.WithTimeout(ctx, time.Minute)
					defer stop()
					for range 2 { // all leave it, and one comes again
						first := tasks.Go(within, tasks.After(0, 1))
						second := tasks.Go(ctx, func(ctx context.Context) (int, error) {
							return tasks.NewFuture[int](ctx).Await(under{ctx, within})
						})
						_, err := first.Await(ctx)
						require.NoError(t, err)
						_, err = second.Await(ctx)
						require.ErrorIs(t, err, context.DeadlineExceeded)
						within, stop = context.WithTimeout(ctx, time.Minute)
						defer stop()
					}
					return nil
				}), opts...)
				require.NoError(t, err)
			})
		})
	}
}

func TestTheNewsOfTheEndOfAContextAsksEachThatRefusesOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			within, end := context.WithCancel(ctx)
			first, second := refusal(ctx, within), refusal(ctx, within)
			letPass(t, ctx, 2)
			end()
			require.NoError(t, tasks.Sleep(ctx, time.Second)) // the news of both come
			require.Equal(t, 1, first())
			require.Equal(t, 1, second())
			return tasks.Sleep(ctx, time.Hour) // until what refuses has ended
		}))
		require.NoError(t, err)
	})
}

func TestTheNewsForWhoComesUnderAContextThatOthersHaveRefusedAsksOnlyThat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			within, end := context.WithCancel(ctx)
			first := refusal(ctx, within)
			letPass(t, ctx, 2)
			end()
			require.NoError(t, tasks.Sleep(ctx, time.Second))
			second := refusal(ctx, within)
			require.NoError(t, tasks.Sleep(ctx, time.Second))
			require.Equal(t, 1, first())
			require.Equal(t, 2, second(), "at once, and by the news")
			return tasks.Sleep(ctx, time.Hour) // until what refuses has ended
		}))
		require.NoError(t, err)
	})
}
