package tasks_test

import (
	"context"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/supervise"
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

// A plain goroutine takes what a task sends. The task waits for it, and its loop does not.
func ExampleSend() {
	lines, printed := make(chan string), make(chan struct{})
	go func() {
		defer close(printed)
		for line := range lines {
			fmt.Println(line)
		}
	}()
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		defer close(lines)
		for _, line := range []string{"one", "two"} {
			if err := tasks.Send(ctx, lines, line); err != nil {
				return err
			}
		}
		return nil
	}))
	<-printed
	fmt.Println(err)
	// Output:
	// one
	// two
	// <nil>
}

// An item of a Go channel as a task can be given to whatever takes tasks. The other item
// does not come, so its task is canceled.
func ExampleFromChan() {
	mail, phone := make(chan string, 1), make(chan string)
	mail <- "a letter"
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		letter, call := tasks.FromChan(ctx, mail), tasks.FromChan(ctx, phone)
		defer call.Cancel()
		for news, err := range supervise.AsCompleted(ctx, supervise.NoLimit, letter, call) {
			fmt.Println(news)
			return err
		}
		return nil
	}))
	fmt.Println(err)
	// Output:
	// a letter
	// <nil>
}

// The result of a task for a plain goroutine that selects.
func ExampleToChan() {
	printed := make(chan struct{})
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		answer := tasks.Go(ctx, tasks.After(time.Millisecond, "done"))
		answers := tasks.ToChan(answer)
		go func() {
			defer close(printed)
			select {
			case v, ok := <-answers:
				fmt.Println(v, ok) // false when the task has failed
			case <-time.After(time.Minute):
				fmt.Println("too late")
			}
		}()
		_, err := answer.Await(ctx)
		return err
	}))
	<-printed
	fmt.Println(err)
	// Output:
	// done true
	// <nil>
}

// A task on another goroutine's loop, with the values of the caller's context.
func ExampleSubmitWith() {
	type requestID struct{}
	loop, err := tasks.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.WithValue(context.Background(), requestID{}, "r1")
	pending := tasks.SubmitWith(ctx, loop, func(ctx context.Context) (string, error) {
		return fmt.Sprint("handles ", ctx.Value(requestID{})), tasks.Yield(ctx)
	})
	fmt.Println(pending.Wait(ctx))
	fmt.Println(loop.Shutdown(ctx))
	// Output:
	// handles r1 <nil>
	// <nil>
}
