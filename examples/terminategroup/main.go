// Terminategroup ends a group early: a task that fails with an error of its own
// makes the group cancel all others, and that error is then ignored.
//
// asyncio: group.create_task(force_terminate_task_group()) and except* TerminateTaskGroup: pass.
package main

import (
	"context"
	"errors"
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

// errTerminateGroup is what a task fails with to terminate its group.
var errTerminateGroup = errors.New("the group is to end")

func forceTerminateGroup(context.Context) (struct{}, error) {
	return struct{}{}, errTerminateGroup
}

func program(ctx context.Context, out io.Writer, clock ...tasks.RunOption) error {
	_, err := tasks.Run(ctx, tasks.Void(func(ctx context.Context) error {
		err := supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			supervise.GoIn(g, job(out, 1, 500*time.Millisecond))
			supervise.GoIn(g, job(out, 2, 1500*time.Millisecond))
			if err := tasks.Sleep(ctx, time.Second); err != nil {
				return err
			}
			supervise.GoIn(g, forceTerminateGroup)
			return nil
		})
		return except(err, errTerminateGroup)
	}), clock...)
	return err
}

func job(out io.Writer, id int, takes time.Duration) tasks.Coro[struct{}] {
	return tasks.Void(func(ctx context.Context) error {
		fmt.Fprintf(out, "Task %d: start\n", id)
		if err := tasks.Sleep(ctx, takes); err != nil {
			return err
		}
		fmt.Fprintf(out, "Task %d: done\n", id)
		return nil
	})
}

// except returns what is left of a group's errors without the ignored ones, as except* does.
// errors.Is alone would drop the other errors of the group as well.
func except(err, ignored error) error {
	var group *tasks.GroupError
	if !errors.As(err, &group) {
		return err
	}
	_, rest := group.Split(func(err error) bool { return errors.Is(err, ignored) })
	if rest == nil {
		return nil // not rest: an error that holds a nil *GroupError is not nil
	}
	return rest
}
