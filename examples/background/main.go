// Background starts tasks that nobody awaits, and keeps a set of those that have
// not ended: each removes itself.
//
// asyncio: background_tasks.add(task) and task.add_done_callback(background_tasks.discard). There
// the set also keeps the tasks alive, since the loop alone does not. Here the loop does, and the
// set is only for counting them, canceling them, or waiting for them. The end of Run cancels those
// that are left.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"maps"
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
		background := map[tasks.Handle]struct{}{}
		for i := range 10 {
			task := tasks.Go(ctx, some(out, i))
			background[task] = struct{}{}
			task.OnDone(func() { delete(background, task) })
		}

		fmt.Fprintln(out, "in the background:", len(background))
		if err := tasks.Sleep(ctx, 550*time.Millisecond); err != nil {
			return err
		}
		fmt.Fprintln(out, "in the background:", len(background))

		left := slices.Collect(maps.Keys(background))
		_, _, err := supervise.Wait(ctx, left, supervise.AllCompleted, supervise.NoLimit)
		fmt.Fprintln(out, "in the background:", len(background))
		return err
	}), clock...)
	return err
}

func some(out io.Writer, param int) tasks.Coro[struct{}] {
	return tasks.Void(func(ctx context.Context) error {
		if err := tasks.Sleep(ctx, time.Duration(param)*100*time.Millisecond); err != nil {
			return err
		}
		fmt.Fprintln(out, "task", param)
		return nil
	})
}
