// Eternity gives one second to a coroutine that sleeps for an hour. The coroutine is canceled, and
// the wait for it ends with a timeout.
//
// asyncio: await asyncio.wait_for(eternity(), timeout=1.0).
package main

import (
	"context"
	"errors"
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
		_, err := supervise.WaitFor(ctx, eternity(out), time.Second)
		if errors.Is(err, tasks.ErrTimeout) {
			fmt.Fprintln(out, "timeout!")
			return nil
		}
		return err
	}), clock...)
	return err
}

func eternity(out io.Writer) tasks.Coro[struct{}] {
	return tasks.Void(func(ctx context.Context) error {
		if err := tasks.Sleep(ctx, time.Hour); err != nil {
			return err
		}
		fmt.Fprintln(out, "yay!")
		return nil
	})
}
