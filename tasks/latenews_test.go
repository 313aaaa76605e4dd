package tasks_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// slowNews is a derived context whose end is told only to the first who asked to be told.
// Package context tells each on a goroutine of its own, so the others may be as late as that.
type slowNews struct {
	context.Context
	ended chan struct{}
	first func()
}

var errEndOfNews = errors.New("the end of the context")

func newSlowNews(ctx context.Context) *slowNews {
	return &slowNews{Context: ctx, ended: make(chan struct{})}
}

func (s *slowNews) Done() <-chan struct{} { return s.ended }

func (s *slowNews) Err() error {
	select {
	case <-s.ended:
		return errEndOfNews
	default:
		return nil
	}
}

func (s *slowNews) AfterFunc(fn func()) (stop func() bool) {
	if s.first == nil {
		s.first = fn
	}
	return func() bool { return true }
}

// end is called on the loop.
func (s *slowNews) end() {
	close(s.ended)
	s.first()
}

// In each case the context's end reaches the task that it was started with first, and that
// has ended before who awaits it hears of the context.
func TestAnAwaitUnderAContextThatHasEndedReturnsItsCauseWhoeverHearsOfItFirst(t *testing.T) {
	for name, await := range map[string]func(ctx context.Context) error{
		"a task": func(ctx context.Context) error {
			_, err := tasks.Go(ctx, tasks.Coro[int](forever)).Await(ctx)
			return err
		},
		"a gather": func(ctx context.Context) error {
			_, err := supervise.Gather[int](ctx, tasks.Coro[int](forever)).Await(ctx)
			return err
		},
		"a shield": func(ctx context.Context) error {
			_, err := supervise.Shield[int](ctx, tasks.Coro[int](forever)).Await(ctx)
			return err
		},
		"what ends first": func(ctx context.Context) error {
			for _, err := range supervise.AsCompleted(ctx, supervise.NoLimit, tasks.Coro[int](forever)) {
				return err
			}
			return nil
		},
		"a group": func(ctx context.Context) error {
			return supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
				supervise.GoIn(g, forever)
				return nil
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				within := newSlowNews(ctx)
				tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
					if err := tasks.Yield(ctx); err != nil {
						return err
					}
					within.end()
					return nil
				}))
				err := await(within)
				require.ErrorIs(t, err, errEndOfNews)
				require.NotErrorIs(t, err, tasks.ErrCanceled)
				return nil
			}))
			require.NoError(t, err)
		})
	}
}

func forever(ctx context.Context) (int, error) { return tasks.NewFuture[int](ctx).Await(ctx) }

// The first await ends with the context. By then the second task has ended, too, or it has
// not yet heard of that: who of the three is told first is up to Go's scheduler.
func TestAnAwaitOfATaskThatTheEndOfTheContextHasEndedBeforeReturnsTheCause(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		within, end := context.WithCancelCause(ctx)
		first, second := tasks.Go(within, forever), tasks.Go(within, forever)
		tasks.LoopOf(ctx).CallSoon(func() { end(errEndOfNews) })
		_, err := first.Await(within)
		require.Same(t, errEndOfNews, err)
		_, err = second.Await(within)
		require.Same(t, errEndOfNews, err)
		require.True(t, second.Canceled())
		return nil
	}), tasks.VirtualClock())
	require.NoError(t, err)
}

// To take a request back is no request: in a clean-up, somebody else may do that.
func TestAnAwaitDuringWhichARequestIsTakenBackReturnsTheCauseOfItsContext(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		body := tasks.Current(ctx)
		body.Cancel()
		require.ErrorIs(t, tasks.Yield(ctx), tasks.ErrCanceled)
		within, end := context.WithCancelCause(ctx)
		tasks.LoopOf(ctx).CallSoon(func() {
			body.Uncancel()
			end(errEndOfNews)
		})
		_, err := forever(within)
		require.Same(t, errEndOfNews, err)
		return nil
	}), tasks.VirtualClock())
	require.NoError(t, err)
}
