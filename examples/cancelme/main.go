// Cancelme cancels a task that sleeps. The task's await returns the cancellation
// as an error; the task cleans up and returns that error, and so ends canceled.
//
// asyncio: task.cancel() and except asyncio.CancelledError.
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
		task := tasks.Go(ctx, cancelMe(out))

		// Give the task a second to begin its sleep.
		if err := tasks.Sleep(ctx, time.Second); err != nil {
			return err
		}

		task.Cancel() // a request: the task has not ended yet
		_, err := task.Await(ctx)
		if tasks.IsCanceled(err) {
			fmt.Fprintln(out, "main(): cancel_me is cancelled now")
			return nil
		}
		return err
	}), clock...)
	return err
}

func cancelMe(out io.Writer) tasks.Coro[struct{}] {
	return tasks.Void(func(ctx context.Context) error {
		fmt.Fprintln(out, "cancel_me(): before sleep")
		defer fmt.Fprintln(out, "cancel_me(): after sleep")

		err := tasks.Sleep(ctx, time.Hour)
		if tasks.IsCanceled(err) {
			fmt.Fprintln(out, "cancel_me(): cancel sleep")
		}
		return err
	})
}
