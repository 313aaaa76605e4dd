package tasks_test

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// An executor bounds how many functions may block at a time. This one runs one after the
// other, so that they can share what is not safe for several goroutines.
func ExampleInExecutor() {
	one := tasks.NewExecutor(1)
	var written []string // of the executor's functions
	write := func(line string) func(context.Context) (int, error) {
		return func(context.Context) (int, error) {
			written = append(written, line)
			return len(written), nil
		}
	}
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		numbers, err := supervise.Gather(ctx,
			tasks.InExecutor(ctx, one, write("a")),
			tasks.InExecutor(ctx, one, write("b")),
			tasks.InExecutor(ctx, one, write("c"))).Await(ctx)
		fmt.Println(numbers, written)
		return err
	}))
	fmt.Println(err)
	// Output:
	// [1 2 3] [a b c]
	// <nil>
}
