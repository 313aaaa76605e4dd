package supervise_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// An actor whose behavior depends on what has happened has a handler for each state.
func ExampleBecome() {
	var locked, open supervise.Handler
	locked = func(ctx context.Context, msg any) (any, error) {
		if msg != "a coin" {
			return nil, errors.New("pay first")
		}
		return "come in", supervise.Become(ctx, open)
	}
	open = func(ctx context.Context, msg any) (any, error) {
		if msg != "push" {
			return nil, supervise.ErrUnhandled
		}
		return "goodbye", supervise.Unbecome(ctx)
	}
	example(func(ctx context.Context) error {
		gate, err := supervise.Spawn(ctx, supervise.Actor{Name: "gate", Handle: locked})
		if err != nil {
			return err
		}
		for _, msg := range []string{"push", "a coin", "a coin", "push", "push"} {
			fmt.Println(tasks.Ask[string](ctx, gate.PID(), msg).Await(ctx))
		}
		gate.Stop()
		return gate.Await(ctx)
	})
	// Output:
	//  pay first
	// come in <nil>
	//  the actor does not handle this message: gate got string
	// goodbye <nil>
	//  pay first
	// <nil>
}
