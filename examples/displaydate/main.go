// Displaydate prints the date once a second for five seconds. The date is that of
// the loop's clock: under a virtual clock it begins with the year 2000, and the
// five seconds take no time.
//
// asyncio: display_date, the example of asyncio.sleep and loop.time.
package main

import (
	"context"
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

func program(ctx context.Context, out io.Writer, clock ...tasks.RunOption) error {
	_, err := tasks.Run(ctx, tasks.Void(func(ctx context.Context) error {
		return displayDate(ctx, out)
	}), clock...)
	return err
}

func displayDate(ctx context.Context, out io.Writer) error {
	loop := tasks.LoopOf(ctx)
	end := loop.Now().Add(5 * time.Second)
	for {
		fmt.Fprintln(out, loop.Now().Format(time.DateTime))
		if !loop.Now().Add(time.Second).Before(end) {
			return nil
		}
		if err := tasks.Sleep(ctx, time.Second); err != nil {
			return err
		}
	}
}
