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

// heir asks the actor at from to start another, in the way that start says, and stops it.
// It returns the other, and a sign of whether something keeps the message.
func heir(ctx context.Context, t *testing.T, from *supervise.Ref, start func(context.Context) context.Context) (*supervise.Ref, weak.Pointer[will]) {
	t.Helper()
	message := &will{start: start}
	_, err := tasks.Ask[struct{}](ctx, from.PID(), message).Await(ctx)
	require.NoError(t, err)
	from.Stop()
	require.NoError(t, from.Await(ctx))
	return message.heir, weak.Make(message)
}

type will struct {
	start func(context.Context) context.Context
	heir  *supervise.Ref
}

func testator(ctx context.Context, w *will) (any, error) {
	var err error
	w.heir, err = supervise.Spawn(w.start(ctx), supervise.Actor{Handle: supervise.Typed(testator)})
	return nil, err
}

func TestAnActorIsNotKeptByTheOneThatItHasStarted(t *testing.T) {
	own := func(ctx context.Context) context.Context { return ctx }
	ofATask := func(ctx context.Context) context.Context {
		var inner context.Context
		_, _ = tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			inner = ctx
			return nil
		})).Await(ctx)
		return inner
	}
	for name, start := range map[string]func(context.Context) context.Context{"by a handler": own, "by a handler's task": ofATask} {
		t.Run(name, func(t *testing.T) {
			inLoggedRun(t, func(ctx context.Context) {
				latest, err := supervise.Spawn(ctx, supervise.Actor{Handle: supervise.Typed(testator)})
				require.NoError(t, err)
				var message weak.Pointer[will]
				latest, message = heir(ctx, t, latest, start)
				latest, _ = heir(ctx, t, latest, start)
				for range 3 {
					runtime.GC()
				}
				require.Nil(t, message.Value())
				runtime.KeepAlive(latest)
			})
		})
	}
}

func TestAnActorThatIsStartedByAHandlerHasItsVariables(t *testing.T) {
	var v tasks.Var[string]
	inLoggedRun(t, func(ctx context.Context) {
		seen := ""
		first, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			v.Set(ctx, "of the handler")
			inner, err := supervise.Spawn(ctx, supervise.Actor{Handle: ignoring, OnStarted: func(ctx context.Context) error {
				seen = v.Get(ctx)
				v.Set(ctx, "of the other")
				return nil
			}})
			require.NoError(t, err)
			inner.Poison()
			require.NoError(t, inner.Await(ctx))
			return v.Get(ctx), nil
		}})
		require.NoError(t, err)
		after, err := tasks.Ask[string](ctx, first.PID(), 1).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, []string{"of the handler", "of the handler"}, []string{seen, after})
	})
}

func ignoring(context.Context, any) (any, error) { return nil, nil }

func TestAnActorIsNotKeptByTheOneThatItsChildHasStarted(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		latest := spawn(t, ctx, supervise.Actor{Handle: supervise.Typed(testatorByChild)})
		own := func(ctx context.Context) context.Context { return ctx }
		latest, message := heir(ctx, t, latest, own)
		latest, _ = heir(ctx, t, latest, own)
		for range 3 {
			runtime.GC()
		}
		require.Nil(t, message.Value())
		runtime.KeepAlive(latest)
	})
}

// testatorByChild lets a child of its own start the heir.
func testatorByChild(ctx context.Context, w *will) (any, error) {
	child, err := supervise.SpawnChild(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
		return supervise.Spawn(ctx, supervise.Actor{Handle: supervise.Typed(testatorByChild)})
	}})
	if err != nil {
		return nil, err
	}
	w.heir, err = tasks.Ask[*supervise.Ref](ctx, child.PID(), 1).Await(ctx)
	return nil, err
}

func TestAnActorThatAHandlerStartsHasTheValuesWithWhichItsStarterWasStarted(t *testing.T) {
	type key struct{}
	inLoggedRun(t, func(ctx context.Context) {
		outer := spawn(t, context.WithValue(ctx, key{}, 1), supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			return supervise.Spawn(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) { return ctx.Value(key{}), nil }})
		}})
		inner, err := tasks.Ask[*supervise.Ref](ctx, outer.PID(), "start").Await(ctx)
		require.NoError(t, err)
		v, err := answerOf(ctx, inner, "values")
		require.NoError(t, err)
		require.Equal(t, 1, v)
		for _, ref := range []*supervise.Ref{outer, inner} {
			ref.Stop()
			require.NoError(t, ref.Await(ctx))
		}
	})
}
