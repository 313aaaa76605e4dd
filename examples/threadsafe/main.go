// Threadsafe submits coroutines to a loop that runs in the background, from a
// goroutine that is none of its tasks, and waits for each with a timeout.
//
// asyncio: future = asyncio.run_coroutine_threadsafe(coro, loop) and future.result(timeout). A
// goroutine that has nothing else to do meanwhile can use tasks.RunOn, which does both, and cancels
// at the limit by itself.
package main

import (
	"context"
	"errors"
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

func program(ctx context.Context, out io.Writer) (err error) {
	loop, err := tasks.Start()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, loop.Shutdown(context.WithoutCancel(ctx))) }()

	const timeout = 2 * time.Second
	ask(ctx, out, loop, timeout, tasks.After(time.Second, 3))
	ask(ctx, out, loop, timeout, tasks.After(time.Hour, 4))
	ask(ctx, out, loop, timeout, func(context.Context) (int, error) {
		return 0, errors.New("no such number")
	})
	return nil
}

// ask blocks its goroutine, not the loop. A task must not call it; tasks have Await.
func ask(ctx context.Context, out io.Writer, loop *tasks.Loop, timeout time.Duration, coro tasks.Coro[int]) {
	pending := tasks.Submit(loop, coro)

	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	result, err := pending.Wait(limited)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		fmt.Fprintln(out, "The coroutine took too long, cancelling the task...")
		pending.Cancel()
		<-pending.Done() // the task may clean up first
		fmt.Fprintln(out, "The task was canceled:", pending.Canceled())
	case err != nil:
		fmt.Fprintln(out, "The coroutine raised an exception:", err)
	default:
		fmt.Fprintln(out, "The coroutine returned:", result)
	}
}
