// Command smallest runs a task that does nothing: the benchmarks look at the
// size of its binary.
package main

import (
	"context"

	"github.com/actorloom/actorloom/tasks"
)

func main() {
	if _, err := tasks.Run(context.Background(), tasks.Void(tasks.Yield)); err != nil {
		panic(err)
	}
}
