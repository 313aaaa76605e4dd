package actor_test

import (
	"context"
	"runtime"
	"testing"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

// ward is a supervisor that notes the indices of its children as they end.
type ward struct {
	actor.Supervisor
	ended []int
}

func (w *ward) ChildDone(c *actor.Child) { w.ended = append(w.ended, c.Index()) }

// supervising hands a ward of n adopted completions to body, inside a task.
func supervising(t *testing.T, n int, body func(ctx context.Context, w *ward, of []*actor.Completion, children []*actor.Child)) {
	t.Helper()
	require.NoError(t, run(t, func(ctx context.Context) error {
		w := &ward{}
		w.Supervise(actor.LoopOf(ctx), w)
		var of []*actor.Completion
		var children []*actor.Child
		for range n {
			c := promise(actor.LoopOf(ctx))
			of = append(of, c)
			children = append(children, w.Adopt(c))
		}
		body(ctx, w, of, children)
		return nil
	}))
}

func TestASupervisorLearnsOfEachChildsEndInItsOrder(t *testing.T) {
	supervising(t, 4, func(ctx context.Context, w *ward, of []*actor.Completion, children []*actor.Child) {
		require.Equal(t, 4, w.Count())
		for _, i := range []int{2, 0, 3} {
			of[i].Settle(nil)
		}
		require.Equal(t, 4, w.Left(), "their Done has not come yet")
		require.NoError(t, actor.Yield(ctx))
		require.Equal(t, []int{2, 0, 3}, w.ended)
		require.Equal(t, 1, w.Left())
		require.Same(t, of[1], children[1].Of())
		require.Same(t, children[1], w.First(), "the others are none any more")
	})
}

func TestASupervisorKeepsItsChildrenInTheOrderInWhichTheyCame(t *testing.T) {
	supervising(t, 5, func(_ context.Context, w *ward, of []*actor.Completion, _ []*actor.Child) {
		var have []*actor.Completion
		for c := w.First(); c != nil; c = c.Next() {
			require.Equal(t, len(have), c.Index())
			have = append(have, c.Of())
		}
		require.Equal(t, of, have)
	})
}

func TestAReleasedChildIsNotHeardOf(t *testing.T) {
	supervising(t, 3, func(ctx context.Context, w *ward, of []*actor.Completion, children []*actor.Child) {
		children[0].Release()
		of[1].Settle(nil)
		children[1].Release() // its Done is on its way
		for _, c := range of {
			c.Settle(nil)
		}
		require.NoError(t, actor.Yield(ctx))
		require.Equal(t, []int{2}, w.ended)
		require.Zero(t, w.Left())
	})
}

func TestReleaseLetsGoOfAllThatAreLeft(t *testing.T) {
	supervising(t, 3, func(ctx context.Context, w *ward, of []*actor.Completion, _ []*actor.Child) {
		of[0].Settle(nil)
		require.NoError(t, actor.Yield(ctx))
		w.Release()
		of[1].Settle(nil)
		of[2].Settle(nil)
		require.NoError(t, actor.Yield(ctx))
		require.Equal(t, []int{0}, w.ended)
		require.Zero(t, w.Left())
		require.Equal(t, 3, w.Count())
	})
}

func TestAReleasedChildIsForgotten(t *testing.T) {
	for name, c := range map[string]struct {
		release []int
		left    []int
	}{
		"the first":         {[]int{0}, []int{1, 2, 3}},
		"one in the middle": {[]int{2}, []int{0, 1, 3}},
		"the last":          {[]int{3}, []int{0, 1, 2}},
		"all":               {[]int{1, 0, 3, 2}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			supervising(t, 4, func(_ context.Context, w *ward, _ []*actor.Completion, children []*actor.Child) {
				for _, i := range c.release {
					children[i].Release()
				}
				var left []int
				for child := w.First(); child != nil; child = child.Next() {
					left = append(left, child.Index())
				}
				require.Equal(t, c.left, left)
				require.Equal(t, 4, w.Count())
			})
		})
	}
}

func TestAHeldChildEndsWhenItIsTold(t *testing.T) {
	supervising(t, 0, func(ctx context.Context, w *ward, _ []*actor.Completion, _ []*actor.Child) {
		c := promise(actor.LoopOf(ctx))
		c.Settle(nil)
		child := w.AdoptEnded(c)
		require.NoError(t, actor.Yield(ctx))
		require.Empty(t, w.ended, "nobody watches")
		child.Receive(actor.Done{Of: c})
		require.Equal(t, []int{0}, w.ended)
		require.Zero(t, w.Left())
	})
}

// quitter is a supervisor that releases each child in its ChildDone, and all others.
type quitter struct{ ward }

func (q *quitter) ChildDone(c *actor.Child) {
	q.ward.ChildDone(c)
	c.Release()
	q.Release()
}

func TestAPolicyMayReleaseItsChildrenWhenOneHasEnded(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		q := &quitter{}
		q.Supervise(actor.LoopOf(ctx), q)
		for range 3 {
			c := promise(actor.LoopOf(ctx))
			q.Adopt(c)
			c.Settle(nil)
		}
		require.NoError(t, actor.Yield(ctx))
		require.Equal(t, []int{0}, q.ended)
		require.Zero(t, q.Left())
		return nil
	}))
}

func TestTheMemoryOfChildrenIsUsedAgain(t *testing.T) {
	for name, end := range map[string]func(ctx context.Context, w *ward, of []*actor.Completion) error{
		"ended": func(ctx context.Context, _ *ward, of []*actor.Completion) error {
			for _, c := range of {
				c.Settle(nil)
			}
			return actor.Yield(ctx)
		},
		"released": func(_ context.Context, w *ward, _ []*actor.Completion) error {
			w.Release()
			return nil
		},
		"ended and released": func(ctx context.Context, w *ward, of []*actor.Completion) error {
			for _, c := range of {
				c.Settle(nil)
			}
			w.Release()
			return actor.Yield(ctx)
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, run(t, func(ctx context.Context) error {
				l := actor.LoopOf(ctx)
				used := map[*actor.Child]bool{}
				for range 10 {
					w := &ward{}
					w.Supervise(l, w)
					var of []*actor.Completion
					for range 100 {
						c := promise(l)
						of = append(of, c)
						used[w.Adopt(c)] = true
					}
					require.NoError(t, end(ctx, w, of))
				}
				require.Less(t, len(used), 200)
				return nil
			}))
		})
	}
}

func TestTheMemoryOfChildrenHoldsOnToNothing(t *testing.T) {
	require.NoError(t, run(t, func(ctx context.Context) error {
		l := actor.LoopOf(ctx)
		var ends []weak.Pointer[actor.Completion]
		func() {
			w := &ward{}
			w.Supervise(l, w)
			for range 5000 { // more than a loop keeps memory for
				c := promise(l)
				ends = append(ends, weak.Make(c))
				w.Adopt(c)
				c.Settle(nil)
			}
		}()
		require.NoError(t, actor.Yield(ctx))
		runtime.GC()
		for _, end := range ends {
			require.Nil(t, end.Value())
		}
		return nil
	}))
}
