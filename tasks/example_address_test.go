package tasks_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// Who tells expects no answer, and what is told is handled in its order.
func ExampleTell() {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		diary, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(_ context.Context, msg any) (any, error) {
			fmt.Println("dear diary:", msg)
			return nil, nil
		}})
		if err != nil {
			return err
		}
		for _, line := range []string{"got up", "went to bed"} {
			if err := tasks.Tell(ctx, diary.PID(), line); err != nil {
				return err
			}
		}
		diary.Poison() // it handles what waits, and stops
		return diary.Await(ctx)
	}))
	fmt.Println(err)
	// Output:
	// dear diary: got up
	// dear diary: went to bed
	// <nil>
}

// An actor that must not wait starts a task, and gets its result as a message.
func ExamplePipeTo() {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		var cook *supervise.Ref
		cook, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(ctx context.Context, msg any) (any, error) {
			fmt.Println(msg)
			switch msg {
			case "an order":
				tasks.PipeTo(tasks.Go(ctx, tasks.After(time.Hour, "the cake is baked")), supervise.Self(ctx))
			case "the cake is baked":
				cook.Stop()
			}
			return nil, nil
		}})
		if err != nil {
			return err
		}
		for _, msg := range []string{"an order", "a phone call"} {
			if err := tasks.Tell(ctx, cook.PID(), msg); err != nil {
				return err
			}
		}
		return cook.Await(ctx)
	}), tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// an order
	// a phone call
	// the cake is baked
	// <nil>
}

// A task has an address, under which actors, here or on another machine, can cancel it, and
// ask for its result.
func ExampleTask_PID() {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		job := tasks.Go(ctx, tasks.After(time.Minute, "done"))
		fmt.Println(tasks.Ask[string](ctx, job.PID(), actor.GetResult{}).Await(ctx))

		job = tasks.Go(ctx, tasks.After(time.Hour, "done"))
		if err := tasks.Tell(ctx, job.PID(), actor.Cancel{Msg: "too expensive"}); err != nil {
			return err
		}
		fmt.Println(job.Await(ctx))
		return nil
	}), tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// done <nil>
	//  canceled: too expensive
	// <nil>
}

// The address of a task ends with it, unless results are to be remembered, here those of the
// last ten tasks that have an address.
func ExampleRememberResults() {
	late := tasks.Void(func(ctx context.Context) error {
		job := tasks.Go(ctx, tasks.After(time.Minute, "done"))
		ticket := proto.NewPID(job.PID().Address, job.PID().Id) // all that others know
		if _, err := job.Await(ctx); err != nil {
			return err
		}
		v, err := tasks.Ask[string](ctx, ticket, actor.GetResult{}).Await(ctx)
		fmt.Printf("%q ", v)
		return err
	})
	_, err := tasks.Run(context.Background(), late, tasks.VirtualClock())
	var gone *tasks.DeadLetterError
	fmt.Println(errors.As(err, &gone))
	_, err = tasks.Run(context.Background(), late, tasks.VirtualClock(), tasks.RememberResults(10))
	fmt.Println(err)
	// Output:
	// "" true
	// "done" <nil>
}
