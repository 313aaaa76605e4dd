package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// askUntilNone asks to for one less, and returns its answer; at zero it asks nobody.
func askUntilNone(to **supervise.Ref) supervise.Handler {
	return func(ctx context.Context, msg any) (any, error) {
		if n := msg.(int); n > 0 {
			return tasks.Ask[any](ctx, (*to).PID(), n-1).Await(ctx)
		}
		return "the end", nil
	}
}

func TestAReentrantActorMayBeAskedBack(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var a, b *supervise.Ref
		a = spawn(t, ctx, supervise.Actor{Name: "a", Interleave: -1, Handle: askUntilNone(&b)})
		b = spawn(t, ctx, supervise.Actor{Name: "b", Handle: forwardTo(&a)})
		v, err := answerOf(ctx, a, 1)
		require.NoError(t, err)
		require.Equal(t, "the end", v)

		var cycle *supervise.CycleError
		_, err = answerOf(ctx, a, 2) // now b, which handles one at a time, is asked twice
		require.ErrorAs(t, err, &cycle)
		require.Equal(t, []string{"nonhost/b", "nonhost/b"}, cycle.Actors)
	})
}

func TestAnActorMayBeAskedBackUntilTheChainHasTakenAllItsPlaces(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var a, b *supervise.Ref
		a = spawn(t, ctx, supervise.Actor{Name: "a", Interleave: 2, Handle: askUntilNone(&b)})
		b = spawn(t, ctx, supervise.Actor{Name: "b", Interleave: 2, Handle: askUntilNone(&a)})
		v, err := answerOf(ctx, a, 3) // a, b, a, b
		require.NoError(t, err)
		require.Equal(t, "the end", v)
		_, err = answerOf(ctx, a, 4)
		require.EqualError(t, err, "a circle of requests: nonhost/a asks nonhost/b asks nonhost/a asks nonhost/b asks nonhost/a")
	})
}

func TestARequestWaitsForAPlaceThatIsNotTakenByItsChain(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var a, b *supervise.Ref
		a = spawn(t, ctx, supervise.Actor{Name: "a", Interleave: 2, Handle: func(ctx context.Context, msg any) (any, error) {
			if msg == "another" {
				return nil, tasks.Sleep(ctx, time.Second)
			}
			return askUntilNone(&b)(ctx, msg)
		}})
		b = spawn(t, ctx, supervise.Actor{Name: "b", Handle: askUntilNone(&a)})
		tell(t, ctx, a, "another")
		v, err := answerOf(ctx, a, 2)
		require.NoError(t, err)
		require.Equal(t, "the end", v)
	})
}
