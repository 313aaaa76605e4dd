package supervise_test

import (
	"context"
	"fmt"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// Headers go along from actor to actor, as a trace does.
func ExampleHeaders() {
	example(func(ctx context.Context) error {
		back, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(ctx context.Context, _ any) (any, error) {
			return supervise.Headers(ctx)["request"], nil
		}})
		if err != nil {
			return err
		}
		front, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			return tasks.Ask[string](ctx, back.PID(), msg).Await(ctx)
		}})
		if err != nil {
			return err
		}
		ctx = actor.WithHeaders(ctx, map[string]string{"request": "42"})
		id, err := tasks.Ask[string](ctx, front.PID(), "which?").Await(ctx)
		fmt.Println(id)
		return err
	})
	// Output:
	// 42
	// <nil>
}

// Two actors that wait for each other's answer would wait for ever.
func ExampleCycleError() {
	example(func(ctx context.Context) error {
		var hen, egg *supervise.Ref
		asks := func(other **supervise.Ref) supervise.Handler {
			return func(ctx context.Context, msg any) (any, error) {
				return tasks.Ask[any](ctx, (*other).PID(), msg).Await(ctx)
			}
		}
		hen, err := supervise.Spawn(ctx, supervise.Actor{Name: "hen", Handle: asks(&egg)})
		if err != nil {
			return err
		}
		if egg, err = supervise.Spawn(ctx, supervise.Actor{Name: "egg", Handle: asks(&hen)}); err != nil {
			return err
		}
		_, err = tasks.Ask[any](ctx, hen.PID(), "who was first?").Await(ctx)
		return err
	})
	// Output:
	// a circle of requests: nonhost/hen asks nonhost/egg asks nonhost/hen
}

// An actor that does not wait for an answer gets it as one more message: it sends its own
// address along.
func ExampleSelf() {
	example(func(ctx context.Context) error {
		shop, err := supervise.Spawn(ctx, supervise.Actor{Name: "shop", Handle: func(ctx context.Context, msg any) (any, error) {
			return fmt.Sprintf("%v for %s", msg, supervise.Sender(ctx).Id), nil
		}})
		if err != nil {
			return err
		}
		var customer *supervise.Ref
		customer, err = supervise.Spawn(ctx, supervise.Actor{
			Name: "customer",
			OnStarted: func(ctx context.Context) error {
				return tasks.Tell(ctx, shop.PID(), &proto.MessageEnvelope{Message: "bread", Sender: supervise.Self(ctx)})
			},
			Handle: func(_ context.Context, msg any) (any, error) {
				fmt.Println("got", msg)
				customer.Stop()
				return nil, nil
			},
		})
		if err != nil {
			return err
		}
		return customer.Await(ctx)
	})
	// Output:
	// got bread for customer
	// <nil>
}
