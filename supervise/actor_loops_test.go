package supervise_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// spawnOnOwnLoop starts an actor on a loop of its own.
func spawnOnOwnLoop(t *testing.T, a supervise.Actor) *supervise.Ref {
	t.Helper()
	loop, err := tasks.Start()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, loop.Shutdown(context.Background())) })
	ref, err := tasks.Submit(loop, func(ctx context.Context) (*supervise.Ref, error) {
		return supervise.SpawnOn(ctx, loop, a)
	}).Wait(t.Context())
	require.NoError(t, err)
	return ref
}

func TestWhoHasAnsweredOnAnotherLoopMayAskBack(t *testing.T) {
	accepted, asked, confirmed := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	var customer, shop *supervise.Ref
	customer = spawnOnOwnLoop(t, supervise.Actor{Name: "customer", Handle: func(ctx context.Context, msg any) (any, error) {
		if msg == "confirm?" {
			return "yes", nil
		}
		if _, err := tasks.Ask[any](ctx, shop.PID(), msg).Await(ctx); err != nil {
			return nil, err
		}
		close(accepted)
		_, _, err := tasks.Recv(ctx, asked) // it is busy when the shop asks
		return nil, err
	}})
	shop = spawnOnOwnLoop(t, supervise.Actor{Name: "shop", Handle: func(ctx context.Context, _ any) (any, error) {
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			if _, _, err := tasks.Recv(ctx, accepted); err != nil {
				return err
			}
			answer := tasks.Ask[any](ctx, customer.PID(), "confirm?")
			close(asked)
			_, err := answer.Await(ctx)
			confirmed <- err
			return nil
		}))
		return "accepted", nil
	}})
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error { return tasks.Tell(ctx, customer.PID(), "order") }))
	require.NoError(t, err)
	require.NoError(t, <-confirmed)
}

func TestWhoHasStashedAMessageMayAskItsSenderOnAnotherLoop(t *testing.T) {
	delivered, confirmed := make(chan struct{}), make(chan error, 1)
	var customer, shop *supervise.Ref
	var customers *tasks.Loop
	customer = spawnOnOwnLoop(t, supervise.Actor{Name: "customer", Handle: func(ctx context.Context, msg any) (any, error) {
		if msg == "confirm?" {
			return "yes", nil
		}
		customers = tasks.LoopOf(ctx)
		return tasks.Ask[any](ctx, shop.PID(), msg).Await(ctx) // it is busy when the shop asks
	}})
	seen := false
	shop = spawnOnOwnLoop(t, supervise.Actor{Name: "shop", Handle: func(ctx context.Context, msg any) (any, error) {
		if msg == "go on" {
			return nil, supervise.Unstash(ctx)
		}
		if seen {
			return "accepted", nil
		}
		seen = true
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) (err error) {
			for range 10 { // until the turn is over
				err = errors.Join(err, tasks.Yield(ctx))
			}
			answer := tasks.Ask[any](ctx, customer.PID(), "confirm?")
			err = errors.Join(err, customers.Post(func() { close(delivered) }))
			_, _, waited := tasks.Recv(ctx, delivered)
			err = errors.Join(err, waited, tasks.Tell(ctx, shop.PID(), "go on"))
			_, noAnswer := answer.Await(ctx)
			confirmed <- errors.Join(err, noAnswer)
			return nil
		}))
		return nil, supervise.Stash(ctx)
	}})
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error { return tasks.Tell(ctx, customer.PID(), "order") }))
	require.NoError(t, err)
	require.NoError(t, <-confirmed)
}

func TestAVirtualClockWaitsForAnActorOfAnotherLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		system := tasks.System(silentSystem(t))
		other, err := tasks.Start(system)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, other.Shutdown(context.Background())) })
		slow, err := tasks.RunOn(t.Context(), other, func(ctx context.Context) (*supervise.Ref, error) {
			return supervise.SpawnOn(ctx, other, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
				return msg, tasks.Sleep(ctx, time.Hour)
			}})
		})
		require.NoError(t, err)
		answer, err := tasks.Run(t.Context(), func(ctx context.Context) (any, error) { return answerOf(ctx, slow, 1) }, system, tasks.VirtualClock())
		require.NoError(t, err)
		require.Equal(t, 1, answer)
	})
}

func TestACircleOverTwoLoopsIsFound(t *testing.T) {
	var a, b *supervise.Ref
	a = spawnOnOwnLoop(t, supervise.Actor{Name: "a", Handle: forwardTo(&b)})
	b = spawnOnOwnLoop(t, supervise.Actor{Name: "b", Handle: forwardTo(&a)})
	_, err := tasks.Run(t.Context(), func(ctx context.Context) (any, error) {
		return tasks.Ask[any](ctx, a.PID(), 1).Await(ctx)
	})
	var circle *supervise.CycleError
	require.ErrorAs(t, err, &circle)
	require.Len(t, circle.Actors, 3)
}

// The first life of a asks b when the second has begun.
func TestACircleOverTwoLoopsByTheMessageOfAnAbandonedLifeIsFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		system := tasks.System(silentSystem(t))
		other, err := tasks.Start(system)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, other.Shutdown(context.Background())) })
		var a *supervise.Ref
		b, err := tasks.RunOn(t.Context(), other, func(ctx context.Context) (*supervise.Ref, error) {
			return supervise.SpawnOn(ctx, other, supervise.Actor{Name: "b", Handle: forwardTo(&a)})
		})
		require.NoError(t, err)
		_, err = tasks.Run(t.Context(), func(ctx context.Context) (any, error) {
			var asked *tasks.Future[any]
			_, _ = abandonFirstLife(ctx, t, supervise.Actor{Name: "a", OnStarted: func(context.Context) error { return nil }, Handle: func(ctx context.Context, _ any) (any, error) {
				_, _ = stubbornWhenSlow(ctx, "slow")
				return forwardTo(&b)(ctx, "back")
			}}, func(ref *supervise.Ref) {
				a = ref
				asked = tasks.Ask[any](ctx, b.PID(), 1)
			})
			return supervise.WaitFor(ctx, asked, time.Minute)
		}, system)
		var circle *supervise.CycleError
		require.ErrorAs(t, err, &circle)
	})
}

func TestAnActorRunsInATaskOnly(t *testing.T) {
	inLoggedRun(t, func(ctx context.Context) {
		child, _, err := supervise.Actor{Handle: fragile}.Child(ctx)
		require.NoError(t, err)
		require.ErrorIs(t, child.Run(t.Context()), tasks.ErrNoTask)
	})
}
