package tasks_test

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/tasks"
)

// A callback sees the variables of the context that it closes over: those of a Snapshot are
// as they were, those of the task as they are by then.
func ExampleSnapshot() {
	var user tasks.Var[string]
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		user.Set(ctx, "ann")
		saved := tasks.Snapshot(ctx)
		tasks.LoopOf(ctx).CallSoon(func() {
			fmt.Println("then:", user.Get(saved))
			fmt.Println("now:", user.Get(ctx))
		})
		user.Set(ctx, "bob")
		return tasks.Yield(ctx)
	}))
	fmt.Println(err)
	// Output:
	// then: ann
	// now: bob
	// <nil>
}

// A variable can be set for a while, as by a function and what that calls.
func ExampleVar_Set() {
	depth := tasks.Var[int]{Default: 1}
	var visit func(ctx context.Context, levels int)
	visit = func(ctx context.Context, levels int) {
		if levels == 0 {
			return
		}
		fmt.Println("in", depth.Get(ctx))
		restore := depth.Set(ctx, depth.Get(ctx)+1)
		defer restore()
		visit(ctx, levels-1)
	}
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		visit(ctx, 2)
		fmt.Println("out", depth.Get(ctx))
		return nil
	}))
	fmt.Println(err)
	// Output:
	// in 1
	// in 2
	// out 1
	// <nil>
}

// Tasks that share variables see what the others set; a task usually has a copy of its own.
func ExampleInVars() {
	var user tasks.Var[string]
	logIn := tasks.Void(func(ctx context.Context) error {
		user.Set(ctx, "ann")
		return nil
	})
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		session := tasks.CopyVars(ctx)
		if _, err := tasks.Go(ctx, logIn, tasks.InVars(session)).Await(ctx); err != nil {
			return err
		}
		fmt.Printf("in the session %q, here %q\n", user.Get(session.Context(ctx)), user.Get(ctx))
		return nil
	}))
	fmt.Println(err)
	// Output:
	// in the session "ann", here ""
	// <nil>
}
