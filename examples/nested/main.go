// Nested awaits each of the three kinds of awaitable: a coroutine, which runs in
// the task that awaits it, a task, which runs beside it, and a future, which
// somebody else completes.
//
// asyncio: await nested(), await task, await future.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func main() {
	if err := program(context.Background(), os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func nested(context.Context) (int, error) { return 42, nil }

func program(ctx context.Context, out io.Writer, clock ...tasks.RunOption) error {
	_, err := tasks.Run(ctx, tasks.Void(func(ctx context.Context) error {
		// A coroutine is a function value: to name it does not run it.
		coro := tasks.Coro[int](nested)
		v, err := coro.Await(ctx) // or simply nested(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintln(out, "coroutine:", v)

		task := tasks.Go(ctx, nested)
		if v, err = task.Await(ctx); err != nil {
			return err
		}
		fmt.Fprintln(out, "task:", v)

		if v, err = answer(ctx).Await(ctx); err != nil {
			return err
		}
		fmt.Fprintln(out, "future:", v)

		// What takes awaitables takes all three kinds, mixed.
		all, err := supervise.Gather(ctx, coro, tasks.Go(ctx, nested), answer(ctx)).Await(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintln(out, "gathered:", all)
		return nil
	}), clock...)
	return err
}

// answer returns a future, as code does that learns its result in a callback.
func answer(ctx context.Context) *tasks.Future[int] {
	future := tasks.NewFuture[int](ctx)
	tasks.LoopOf(ctx).CallSoon(func() { _ = future.SetResult(42) })
	return future
}
