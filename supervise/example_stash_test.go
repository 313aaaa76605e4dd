package supervise_test

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// An actor that is not ready puts requests aside, and answers them when it is.
func ExampleStash() {
	serve := func(_ context.Context, msg any) (any, error) { return fmt.Sprint("answer to ", msg), nil }
	actor := supervise.Actor{Name: "store", Handle: func(ctx context.Context, msg any) (any, error) {
		if msg != "open" {
			return nil, supervise.Stash(ctx)
		}
		if err := supervise.Become(ctx, serve); err != nil {
			return nil, err
		}
		return nil, supervise.Unstash(ctx)
	}}
	answer, err := tasks.Run(context.Background(), func(ctx context.Context) (string, error) {
		store, err := supervise.Spawn(ctx, actor)
		if err != nil {
			return "", err
		}
		early := tasks.Ask[string](ctx, store.PID(), "a question")
		if err := tasks.Tell(ctx, store.PID(), "open"); err != nil {
			return "", err
		}
		defer store.Stop()
		return early.Await(ctx)
	})
	fmt.Println(answer, err)
	// Output: answer to a question <nil>
}
