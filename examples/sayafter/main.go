// Sayafter awaits two coroutines one after the other: hello after one second,
// world after two more.
//
// asyncio: await say_after(1, 'hello'). Awaiting a coroutine in place is what a
// plain call does in Go; the context tells Sleep which task to suspend.
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

		fmt.Fprintln(out, "started at", now())
		if err := sayAfter(ctx, out, time.Second, "hello"); err != nil {
			return err
		}
		if err := sayAfter(ctx, out, 2*time.Second, "world"); err != nil {
			return err
		}
		fmt.Fprintln(out, "finished at", now())
		return nil
	}), clock...)
	return err
}

func sayAfter(ctx context.Context, out io.Writer, delay time.Duration, what string) error {
	if err := tasks.Sleep(ctx, delay); err != nil {
		return err
	}
	fmt.Fprintln(out, what)
	return nil
}
