// Sayaftergroup runs two tasks in a group. Nobody awaits them one by one: the
// group ends when both have ended, and cancels the other when one fails.
//
// asyncio: async with asyncio.TaskGroup() as tg: tg.create_task(…).
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/actorloom/actorloom/supervise"
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

		err := supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			supervise.GoIn(g, sayAfter(out, time.Second, "hello"))
			supervise.GoIn(g, sayAfter(out, 2*time.Second, "world"))
			fmt.Fprintln(out, "started at", now())
			return nil
		})
		if err != nil {
			return err
		}
		fmt.Fprintln(out, "finished at", now())
		return nil
	}), clock...)
	return err
}

func sayAfter(out io.Writer, delay time.Duration, what string) tasks.Coro[struct{}] {
	return tasks.Void(func(ctx context.Context) error {
		if err := tasks.Sleep(ctx, delay); err != nil {
			return err
		}
		fmt.Fprintln(out, what)
		return nil
	})
}
