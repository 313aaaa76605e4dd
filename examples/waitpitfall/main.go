// Waitpitfall waits for a task and then looks for it among those that are done.
//
// asyncio: done, pending = await asyncio.wait({task}); if task in done. The
// pitfall there: wait makes a coroutine a task of its own, so the coroutine that
// was passed is never in done. Here Wait takes handles, which tasks and futures
// are and coroutines are not: passing a coroutine does not compile. Make it a
// task with Go, and keep the task to compare with.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"slices"
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
		task := tasks.Go(ctx, foo)
		slow := tasks.Go(ctx, tasks.After(time.Hour, 0))

		done, pending, err := supervise.Wait(ctx, []*tasks.Task[int]{task, slow},
			supervise.AllCompleted, time.Second)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "done: %d, pending: %d\n", len(done), len(pending))

		if slices.Contains(done, task) {
			v, err := task.Result() // it has ended: no need to await
			if err != nil {
				return err
			}
			fmt.Fprintln(out, "foo is done:", v)
		}
		// The limit canceled nothing: that is for the caller to do.
		for _, t := range pending {
			t.Cancel()
		}
		return nil
	}), clock...)
	return err
}

func foo(context.Context) (int, error) { return 42, nil }
