package tasks_test

import (
	"context"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/tasks"
)

// A plain goroutine fills a Go channel; the task that reads it does not block its loop.
func ExampleRecv() {
	lines := make(chan string)
	go func() {
		defer close(lines)
		lines <- "one"
		lines <- "two"
	}()
	n, err := tasks.Run(context.Background(), func(ctx context.Context) (n int, err error) {
		for {
			line, ok, err := tasks.Recv(ctx, lines)
			if err != nil || !ok { // canceled, or closed
				return n, err
			}
			fmt.Println(line)
			n++
		}
	})
	fmt.Println(n, err)
	// Output:
	// one
	// two
	// 2 <nil>
}

// A runner keeps its loop between runs: a task that one run has left goes on in the next.
func ExampleRunWith() {
	ctx := context.Background()
	runner := tasks.NewRunner(tasks.VirtualClock())
	left, err := tasks.RunWith(ctx, runner, func(ctx context.Context) (*tasks.Task[string], error) {
		return tasks.Go(ctx, tasks.After(time.Second, "done")), nil
	})
	fmt.Println(left.Finished(), err)
	fmt.Println(tasks.RunWith(ctx, runner, left.Await))
	fmt.Println(runner.Close())
	// Output:
	// false <nil>
	// done <nil>
	// <nil>
}

// A callback runs on the loop when the task has ended. It has no task, so that it cannot await.
func ExampleTask_OnDone() {
	_, err := tasks.Run(context.Background(), func(ctx context.Context) (string, error) {
		task := tasks.Go(ctx, tasks.After(time.Second, "answer"))
		task.OnDone(func() { fmt.Println(task.Result()) })
		taken := task.OnDone(func() { fmt.Println("never") })
		taken.Stop()
		return task.Await(ctx)
	}, tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// answer <nil>
	// <nil>
}
