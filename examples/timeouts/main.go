// Timeouts limits the time of a stretch of code, in the task that runs it: by a
// duration, by one that is known only later, and by a time of the loop's clock.
//
// asyncio: async with asyncio.timeout(10), cm.reschedule(deadline) and
// asyncio.timeout_at(deadline).
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

func program(ctx context.Context, out io.Writer, clock ...tasks.RunOption) error {
	_, err := tasks.Run(ctx, tasks.Void(func(ctx context.Context) error {
		for _, part := range []func(context.Context, io.Writer) error{limited, rescheduled, deadline} {
			if err := part(ctx, out); err != nil {
				return err
			}
		}
		return nil
	}), clock...)
	return err
}

func limited(ctx context.Context, out io.Writer) error {
	err := supervise.Timeout(ctx, time.Second, func(ctx context.Context, _ *supervise.Scope) error {
		return longRunning(ctx)
	})
	if err != nil && !errors.Is(err, tasks.ErrTimeout) {
		return err
	}
	if err != nil {
		fmt.Fprintln(out, "The long operation timed out, but we've handled it.")
	}
	fmt.Fprintln(out, "This statement will run regardless.")
	return nil
}

// rescheduled learns its limit only after it has started.
func rescheduled(ctx context.Context, out io.Writer) error {
	var scope *supervise.Scope
	err := supervise.Timeout(ctx, supervise.NoLimit, func(ctx context.Context, s *supervise.Scope) error {
		scope = s
		if err := s.Reschedule(tasks.LoopOf(ctx).Now().Add(time.Second)); err != nil {
			return err
		}
		return longRunning(ctx)
	})
	if err != nil && !errors.Is(err, tasks.ErrTimeout) {
		return err
	}
	if scope.Expired() {
		fmt.Fprintln(out, "Looks like we haven't finished on time.")
	}
	return nil
}

func deadline(ctx context.Context, out io.Writer) error {
	when := tasks.LoopOf(ctx).Now().Add(2 * time.Second)
	err := supervise.TimeoutAt(ctx, when, func(ctx context.Context, _ *supervise.Scope) error {
		return longRunning(ctx)
	})
	if err != nil && !errors.Is(err, tasks.ErrTimeout) {
		return err
	}
	if err != nil {
		fmt.Fprintln(out, "The deadline has passed, and we've handled it.")
	}
	return nil
}

func longRunning(ctx context.Context) error { return tasks.Sleep(ctx, time.Hour) }
