package tasks_test

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/actorloom/actorloom/tasks"
)

// An iterator that yields what it waits for becomes a coroutine, as asyncio's were before there
// was await.
func ExampleFromSeq() {
	order := tasks.FromSeq(func(ctx context.Context, bill *int) iter.Seq[tasks.Handle] {
		return func(yield func(tasks.Handle) bool) {
			soup := tasks.Go(ctx, tasks.After(time.Minute, 5))
			fish := tasks.Go(ctx, tasks.After(time.Hour, 20))
			for _, dish := range []*tasks.Task[int]{soup, fish} {
				if !yield(dish) { // it failed, or we are canceled
					return
				}
				price, _ := dish.Result()
				*bill += price
				fmt.Println("so far", *bill)
			}
		}
	})
	fmt.Println(tasks.Run(context.Background(), order, tasks.VirtualClock()))
	// Output:
	// so far 5
	// so far 25
	// 25 <nil>
}
