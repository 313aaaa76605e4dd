// Factorial computes three factorials at the same time and collects the results
// in the order in which they were asked for.
//
// asyncio: await asyncio.gather(factorial("A", 2), …).
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
		results, err := supervise.Gather(ctx,
			factorial(out, "A", 2),
			factorial(out, "B", 3),
			factorial(out, "C", 4),
		).Await(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintln(out, results)
		return nil
	}), clock...)
	return err
}

func factorial(out io.Writer, name string, number int) tasks.Coro[int] {
	return func(ctx context.Context) (int, error) {
		f := 1
		for i := 2; i <= number; i++ {
			fmt.Fprintf(out, "Task %s: Compute factorial(%d), currently i=%d...\n", name, number, i)
			if err := tasks.Sleep(ctx, time.Second); err != nil {
				return 0, err
			}
			f *= i
		}
		fmt.Fprintf(out, "Task %s: factorial(%d) = %d\n", name, number, f)
		return f, nil
	}
}
