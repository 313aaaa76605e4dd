// Blockingio runs a function that blocks on a goroutine of its own, while the
// loop goes on: both waits of one second are over after one second.
//
// asyncio: asyncio.gather(asyncio.to_thread(blocking_io), asyncio.sleep(1)).
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

func program(ctx context.Context, out io.Writer) error {
	start := time.Now()
	now := func() time.Duration { return time.Since(start).Round(100 * time.Millisecond) }

	// It blocks: called on the loop, it would stop every task there.
	blockingIO := func(context.Context) (struct{}, error) {
		fmt.Fprintln(out, "start blocking_io at", now())
		time.Sleep(time.Second) // stands for a read of a file, say
		fmt.Fprintln(out, "blocking_io complete at", now())
		return struct{}{}, nil
	}

	_, err := tasks.Run(ctx, tasks.Void(func(ctx context.Context) error {
		fmt.Fprintln(out, "started main at", now())
		inThread := func(ctx context.Context) (struct{}, error) {
			return tasks.ToThread(ctx, blockingIO)
		}
		_, err := supervise.Gather(ctx,
			tasks.Coro[struct{}](inThread),
			tasks.After(time.Second, struct{}{}),
		).Await(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintln(out, "finished main at", now())
		return nil
	}))
	return err
}
