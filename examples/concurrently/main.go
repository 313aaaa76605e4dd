// Concurrently makes two coroutines tasks, which run side by side: what takes
// three seconds in sequence is done after two.
//
// asyncio: asyncio.create_task(say_after(1, 'hello')).
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/actorloom/actorloom/tasks"
)

func main() {
	if err := program(context.Background(), os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func program(ctx context.Context, out io.Writer, clock ...tasks.RunOption) error {
	_, err := tasks.Run(ctx, tasks.Void(func(ctx context.Context) error {
		loop := tasks.LoopOf(ctx)
		start := loop.Now()
		now := func() time.Duration { return loop.Now().Sub(start).Round(100 * time.Millisecond) }

		task1 := tasks.Go(ctx, sayAfter(out, time.Second, "hello"))
		task2 := tasks.Go(ctx, sayAfter(out, 2*time.Second, "world"))

		fmt.Fprintln(out, "started at", now())
		// Neither has run yet. Both take their first step while this awaits.
		if _, err := task1.Await(ctx); err != nil {
			return err
		}
		if _, err := task2.Await(ctx); err != nil {
			return err
		}
		fmt.Fprintln(out, "finished at", now())
		return nil
	}), clock...)
	return err
}

// sayAfter makes a coroutine. Nothing runs until it is awaited or given to Go.
func sayAfter(out io.Writer, delay time.Duration, what string) tasks.Coro[struct{}] {
	return tasks.Void(func(ctx context.Context) error {
		if err := tasks.Sleep(ctx, delay); err != nil {
			return err
		}
		fmt.Fprintln(out, what)
		return nil
	})
}
