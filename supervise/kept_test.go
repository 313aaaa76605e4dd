package supervise_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// heavy is an error that nobody is to keep.
type heavy struct{ error }

func TestASupervisorDoesNotKeepWhatItHasTold(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Events: func(supervise.Event) {}})
		require.NoError(t, tasks.Yield(ctx))
		failed := failing(t, s)
		require.NoError(t, tasks.Sleep(ctx, 1))
		for range 3 {
			runtime.GC()
		}
		require.Nil(t, failed.Value())
		runtime.KeepAlive(s)
	})
}

func failing(t *testing.T, s *supervise.Supervised) weak.Pointer[heavy] {
	t.Helper()
	err := &heavy{errors.New("heavy")}
	require.NoError(t, s.Add(supervise.Child{Restart: supervise.Temporary, Run: func(context.Context) error { return err }}))
	return weak.Make(err)
}

func TestAnActorDoesNotKeepAHandlerThatItHasUnbecome(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var former weak.Pointer[heavy]
		a, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			used := &heavy{}
			former = weak.Make(used)
			return nil, errors.Join(supervise.Become(ctx, func(context.Context, any) (any, error) { return used, nil }), supervise.Unbecome(ctx))
		}})
		require.NoError(t, err)
		_, err = tasks.Ask[any](ctx, a.PID(), 1).Await(ctx)
		require.NoError(t, err)
		for range 3 {
			runtime.GC()
		}
		require.Nil(t, former.Value())
		runtime.KeepAlive(a)
	})
}

func TestAnActorDoesNotKeepTheMessagesThatItHasHandled(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		a := spawn(t, ctx, supervise.Actor{Interleave: -1, Handle: func(ctx context.Context, _ any) (any, error) {
			return nil, tasks.Sleep(ctx, time.Second)
		}})
		told := [3]weak.Pointer[heavy]{telling(t, ctx, a), telling(t, ctx, a), telling(t, ctx, a)}
		require.NoError(t, tasks.Sleep(ctx, time.Minute))
		for range 3 {
			runtime.GC()
		}
		for _, message := range told {
			require.Nil(t, message.Value())
		}
		runtime.KeepAlive(a)
	})
}

// telling tells an actor something, and returns a sign of whether somebody keeps that.
func telling(t *testing.T, ctx context.Context, a *supervise.Ref) weak.Pointer[heavy] {
	t.Helper()
	message := &heavy{errors.New("heavy")}
	tell(t, ctx, a, message)
	return weak.Make(message)
}
