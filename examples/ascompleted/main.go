// Ascompleted handles connections in the order in which they come about, not in
// the order in which they were begun.
//
// asyncio: async for earliest in asyncio.as_completed(tasks), which gives the
// tasks themselves, and the plain for loop, which gives results only.
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
		if err := whichTask(ctx, out); err != nil {
			return err
		}
		return onlyResults(ctx, out)
	}), clock...)
	return err
}

// whichTask gets the tasks that it gave, and can tell them apart.
func whichTask(ctx context.Context, out io.Writer) error {
	ipv4 := tasks.Go(ctx, connect("127.0.0.1:80", 2*time.Second))
	ipv6 := tasks.Go(ctx, connect("[::1]:80", time.Second))

	for earliest, err := range supervise.Completed(ctx, supervise.NoLimit, ipv4, ipv6) {
		if err != nil {
			return err // this task was canceled
		}
		conn, err := earliest.Result() // it has ended: no need to await
		if err != nil {
			return err
		}
		if earliest == ipv6 {
			fmt.Fprintln(out, "IPv6 connection established:", conn)
		} else {
			fmt.Fprintln(out, "IPv4 connection established:", conn)
		}
	}
	return nil
}

// onlyResults gets results, and lets AsCompleted make the tasks. The limit cancels
// none of them; here the end of Run does.
func onlyResults(ctx context.Context, out io.Writer) error {
	for conn, err := range supervise.AsCompleted(ctx, 1500*time.Millisecond,
		connect("127.0.0.1:80", 2*time.Second),
		connect("[::1]:80", time.Second),
	) {
		if errors.Is(err, tasks.ErrTimeout) {
			fmt.Fprintln(out, "no more in time")
			break
		}
		if err != nil {
			return err
		}
		fmt.Fprintln(out, "next connection:", conn)
	}
	return nil
}

// connect stands for a dialer that takes its time.
func connect(address string, takes time.Duration) tasks.Coro[string] {
	return tasks.After(takes, address)
}
