package supervise_test

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// The children of an actor stop with it, the latest first, before its OnStopped.
func ExampleSpawnChild() {
	says := func(what string) func(context.Context) error {
		return func(context.Context) error { fmt.Println(what); return nil }
	}
	example(func(ctx context.Context) error {
		parent, err := supervise.Spawn(ctx, supervise.Actor{
			Name: "parent",
			Handle: func(ctx context.Context, name any) (any, error) {
				child, err := supervise.SpawnChild(ctx, supervise.Actor{
					Name:      name.(string),
					Handle:    func(_ context.Context, msg any) (any, error) { return fmt.Sprint(name, " got ", msg), nil },
					OnStopped: says(fmt.Sprint(name, " has stopped")),
				})
				return child, err
			},
			OnStopping: says("parent is to stop"),
			OnStopped:  says("parent has stopped"),
		})
		if err != nil {
			return err
		}
		for _, name := range []string{"ann", "bob"} {
			child, err := tasks.Ask[*supervise.Ref](ctx, parent.PID(), name).Await(ctx)
			if err != nil {
				return err
			}
			fmt.Println(tasks.Ask[string](ctx, child.PID(), "a letter").Await(ctx))
		}
		parent.Stop()
		return parent.Await(ctx)
	})
	// Output:
	// ann got a letter <nil>
	// bob got a letter <nil>
	// parent is to stop
	// bob has stopped
	// ann has stopped
	// parent has stopped
	// <nil>
}
