package supervise_test

import (
	"context"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// An actor handles one message at a time. One that may handle more lets them take turns at
// their awaits.
func ExampleActor() {
	for _, atATime := range []int{1, 2} {
		example(func(ctx context.Context) error {
			waiter, err := supervise.Spawn(ctx, supervise.Actor{
				Interleave: atATime,
				Handle: supervise.Typed(func(ctx context.Context, dish string) (string, error) {
					fmt.Println("ordered", dish)
					return dish, tasks.Sleep(ctx, time.Hour)
				}),
			})
			if err != nil {
				return err
			}
			began := tasks.LoopOf(ctx).Now()
			_, err = supervise.Gather(ctx,
				tasks.Ask[string](ctx, waiter.PID(), "soup"),
				tasks.Ask[string](ctx, waiter.PID(), "fish")).Await(ctx)
			fmt.Println("served after", tasks.LoopOf(ctx).Now().Sub(began))
			return err
		})
	}
	// Output:
	// ordered soup
	// ordered fish
	// served after 2h0m0s
	// <nil>
	// ordered soup
	// ordered fish
	// served after 1h0m0s
	// <nil>
}

// A full mailbox refuses what is new or drops what is old, and who asked is told at once.
func ExampleOverflow() {
	example(func(ctx context.Context) error {
		clerk, err := supervise.Spawn(ctx, supervise.Actor{
			Name:     "clerk",
			Capacity: 1,
			Overflow: supervise.DropOldest,
			Handle: supervise.Typed(func(ctx context.Context, who string) (string, error) {
				return "served " + who, tasks.Sleep(ctx, time.Hour)
			}),
		})
		if err != nil {
			return err
		}
		var queue []*tasks.Future[string]
		for _, who := range []string{"ann", "bob", "cid"} {
			queue = append(queue, tasks.Ask[string](ctx, clerk.PID(), who))
			if err := tasks.Yield(ctx); err != nil {
				return err
			}
		}
		for _, f := range queue {
			fmt.Println(f.Await(ctx))
		}
		fmt.Println("dropped:", clerk.Dropped())
		return nil
	})
	// Output:
	// served ann <nil>
	//  clerk: the actor's mailbox is full
	// served cid <nil>
	// dropped: 1
	// <nil>
}

// To poison an actor lets it handle what waits; to stop it makes dead letters of that.
func ExampleRef_Poison() {
	for _, end := range []func(*supervise.Ref){(*supervise.Ref).Poison, (*supervise.Ref).Stop} {
		example(func(ctx context.Context) error {
			worker, err := supervise.Spawn(ctx, supervise.Actor{
				Name:   "worker",
				Handle: supervise.Typed(func(_ context.Context, n int) (int, error) { return 2 * n, nil }),
			})
			if err != nil {
				return err
			}
			answer := tasks.Ask[int](ctx, worker.PID(), 21)
			end(worker)
			if err := worker.Await(ctx); err != nil {
				return err
			}
			v, err := answer.Await(ctx)
			fmt.Println(v)
			return err
		})
	}
	// Output:
	// 42
	// <nil>
	// 0
	// nobody at nonhost/worker takes the message
}
