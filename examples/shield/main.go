// Shield cancels tasks that wait for something that must not be interrupted: the wait ends, and
// what was waited for goes on.
//
// asyncio: res = await asyncio.shield(task), alone and in the try statement that
// ignores the cancellation altogether.
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
		task := tasks.Go(ctx, something(out))
		strict := tasks.Go(ctx, waiter(task))
		deaf := tasks.Go(ctx, ignoring(out, task))

		if err := tasks.Sleep(ctx, time.Second); err != nil {
			return err
		}
		strict.Cancel()
		deaf.Cancel()

		_, _, err := supervise.Wait(ctx, []tasks.Handle{strict, deaf}, supervise.AllCompleted, supervise.NoLimit)
		if err != nil {
			return err
		}
		fmt.Fprintln(out, "waiter canceled:", strict.Canceled())
		fmt.Fprintln(out, "ignoring canceled:", deaf.Canceled())
		fmt.Fprintln(out, "something canceled:", task.Canceled(), "finished:", task.Finished())

		res, err := task.Await(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintln(out, "something returned:", res)
		return nil
	}), clock...)
	return err
}

func something(out io.Writer) tasks.Coro[string] {
	return func(ctx context.Context) (string, error) {
		if err := tasks.Sleep(ctx, 2*time.Second); err != nil {
			return "", err
		}
		fmt.Fprintln(out, "something(): done")
		return "a result", nil
	}
}

// waiter is canceled like any other task. The task that it waits for is not.
func waiter(task *tasks.Task[string]) tasks.Coro[string] {
	return func(ctx context.Context) (string, error) {
		return supervise.Shield(ctx, task).Await(ctx)
	}
}

// ignoring refuses its own cancellation, which is seldom right: whoever asks it to stop has to wait
// for it.
func ignoring(out io.Writer, task *tasks.Task[string]) tasks.Coro[string] {
	return func(ctx context.Context) (string, error) {
		res, err := supervise.Shield(ctx, task).Await(ctx)
		if tasks.IsCanceled(err) {
			// Take the request back. Otherwise a timeout or a group around this would believe that
			// it still counts.
			tasks.Current(ctx).Uncancel()
			fmt.Fprintln(out, "ignoring(): no result")
			return "", nil
		}
		return res, err
	}
}
