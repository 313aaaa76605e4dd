package actor_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// What several tasks failed with can be handled part by part, as by Python's except*.
func ExampleGroupError_Split() {
	open := func(err error) tasks.Coro[struct{}] {
		return tasks.Void(func(context.Context) error { return err })
	}
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		return supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			supervise.GoIn(g, open(fmt.Errorf("a: %w", fs.ErrNotExist)))
			supervise.GoIn(g, open(fmt.Errorf("b: %w", fs.ErrPermission)))
			supervise.GoIn(g, open(fmt.Errorf("c: %w", fs.ErrNotExist)))
			return nil
		})
	}))
	var failed *actor.GroupError
	if !errors.As(err, &failed) {
		fmt.Println("not a group's:", err)
		return
	}
	missing, rest := failed.Split(func(err error) bool { return errors.Is(err, fs.ErrNotExist) })
	fmt.Println("missing:", missing.Errors)
	fmt.Println("rest:", rest)
	// Output:
	// missing: [a: file does not exist c: file does not exist]
	// rest: an error in a group: b: permission denied
}

// A deadlock says which tasks wait, and for what.
func ExampleDeadlockError() {
	var fork, knife tasks.Lock
	takes := func(first, second *tasks.Lock) tasks.Coro[struct{}] {
		return tasks.Void(func(ctx context.Context) error {
			return tasks.With(ctx, first, func(ctx context.Context) error {
				if err := tasks.Yield(ctx); err != nil {
					return err
				}
				return tasks.With(ctx, second, func(context.Context) error { return nil })
			})
		})
	}
	_, err := tasks.Run(context.Background(), func(ctx context.Context) (struct{}, error) {
		tasks.Go(ctx, takes(&fork, &knife), tasks.Name("ann"))
		return tasks.Go(ctx, takes(&knife, &fork), tasks.Name("bob")).Await(ctx)
	}, tasks.VirtualClock())
	var dead *actor.DeadlockError
	if errors.As(err, &dead) {
		for _, w := range dead.Waits {
			fmt.Println(w.Task, "waits for", w.For)
		}
	}
	// Output:
	// Task-1 waits for task "bob" (pending)
	// ann waits for a lock
	// bob waits for a lock
}
