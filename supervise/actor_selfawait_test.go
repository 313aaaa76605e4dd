package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAHandlerCannotAwaitTheEndOfItsActor(t *testing.T) {
	for name, c := range map[string]struct {
		interleave int
		eager      bool
	}{"one message": {}, "several messages": {interleave: -1}, "eager": {eager: true}} {
		t.Run(name, func(t *testing.T) {
			inLoggedRun(t, func(ctx context.Context) {
				tasks.LoopOf(ctx).SetTaskFactory(func(s *actor.Spec) { s.Eager = c.eager })
				var ref *supervise.Ref
				ref, err := supervise.Spawn(ctx, supervise.Actor{Name: "self", Interleave: c.interleave, Handle: func(ctx context.Context, _ any) (any, error) {
					ref.Stop()
					derived, cancel := context.WithTimeout(ctx, time.Hour)
					defer cancel()
					require.ErrorIs(t, ref.Await(derived), tasks.ErrSelfAwait)
					return nil, ref.Await(ctx)
				}})
				require.NoError(t, err)
				_, err = tasks.Ask[any](ctx, ref.PID(), 1).Await(ctx)
				require.ErrorIs(t, err, tasks.ErrSelfAwait)
				require.ErrorContains(t, err, "the actor self awaits its own end")
				require.NoError(t, ref.Await(ctx))
			})
		})
	}
}

func TestAHookCannotAwaitTheEndOfItsActor(t *testing.T) {
	for name, with := range map[string]func(hook func(context.Context) error) supervise.Actor{
		"OnStarted":  func(hook func(context.Context) error) supervise.Actor { return supervise.Actor{OnStarted: hook} },
		"OnStopping": func(hook func(context.Context) error) supervise.Actor { return supervise.Actor{OnStopping: hook} },
		"OnStopped":  func(hook func(context.Context) error) supervise.Actor { return supervise.Actor{OnStopped: hook} },
	} {
		t.Run(name, func(t *testing.T) {
			inLoggedRun(t, func(ctx context.Context) {
				var ref *supervise.Ref
				a := with(func(ctx context.Context) error { return ref.Await(ctx) })
				a.Name, a.Handle = "self", func(context.Context, any) (any, error) { return nil, nil }
				ref, err := supervise.Spawn(ctx, a)
				require.NoError(t, err)
				ref.Stop()
				require.ErrorIs(t, ref.Await(ctx), tasks.ErrSelfAwait)
			})
		})
	}
}

func TestATaskThatAHandlerHasStartedMayAwaitTheEndOfItsActor(t *testing.T) {
	for name, eager := range map[string]bool{"in its turn": false, "eager": true} {
		t.Run(name, func(t *testing.T) {
			inLoggedRun(t, func(ctx context.Context) {
				tasks.LoopOf(ctx).SetTaskFactory(func(s *actor.Spec) { s.Eager = eager })
				var ref *supervise.Ref
				var aside *tasks.Task[struct{}]
				ref, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
					aside = tasks.Go(ctx, tasks.Void(ref.Await))
					return nil, tasks.Sleep(ctx, time.Second)
				}})
				require.NoError(t, err)
				_, err = tasks.Ask[any](ctx, ref.PID(), 1).Await(ctx)
				require.NoError(t, err)
				ref.Stop()
				_, err = aside.Await(ctx)
				require.NoError(t, err)
			})
		})
	}
}

func TestATaskWithTheContextOfAHandlerIsNotToldThatItAwaitsItself(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var ref *supervise.Ref
		ref, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(handler context.Context, _ any) (any, error) {
			return tasks.Go(handler, tasks.Void(func(context.Context) error { return ref.Await(handler) })).Await(handler)
		}})
		require.NoError(t, err)
		_, err = tasks.Ask[any](ctx, ref.PID(), 1).Await(ctx)
		require.ErrorIs(t, err, tasks.ErrNotRunning)
		ref.Stop()
	})
}

func TestAnActorMayAwaitTheEndOfAnother(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		answer := func(context.Context, any) (any, error) { return nil, nil }
		other, err := supervise.Spawn(ctx, supervise.Actor{Handle: answer})
		require.NoError(t, err)
		ref, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			other.Stop()
			return "it has stopped", other.Await(ctx)
		}})
		require.NoError(t, err)
		v, err := tasks.Ask[string](ctx, ref.PID(), 1).Await(ctx)
		require.NoError(t, err)
		require.Equal(t, "it has stopped", v)
		ref.Stop()
	})
}

func TestAHandlerOfAChildCannotAwaitTheEndOfItsParent(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		var parent *supervise.Ref
		var waited error
		parent = spawn(t, ctx, supervise.Actor{Handle: fragile, OnStarted: func(ctx context.Context) error {
			kid, err := supervise.SpawnChild(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
				waited = parent.Await(ctx)
				return nil, nil
			}})
			require.NoError(t, err)
			return tasks.Tell(ctx, kid.PID(), "wait")
		}})
		require.NoError(t, tasks.Sleep(ctx, time.Second))
		parent.Stop()
		require.NoError(t, supervise.Timeout(ctx, time.Hour, func(ctx context.Context, _ *supervise.Scope) error { return parent.Await(ctx) }))
		require.ErrorIs(t, waited, tasks.ErrSelfAwait)
	})
}
