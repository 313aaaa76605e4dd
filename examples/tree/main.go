// Tree runs a plant of 1,000 workers under supervisors on three levels. For three
// seconds workers fail at random, by errors and by panics; then the plant heals. Once
// a second it is drawn: how many work under each supervisor, how many are down, how
// often somebody was restarted, and how often a supervisor gave up and was restarted
// by the one above.
//
//	tree [-real] [-seed n]
//
// Time is virtual, so that the program ends at once and a seed always gives the same
// output. With -real the seconds are real. Ctrl-C stops the plant in order.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"time"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

const (
	trouble  = 3 * time.Second // how long workers fail
	frame    = time.Second     // between two drawings
	patience = 10              // drawings, at most
)

func main() {
	real := flag.Bool("real", false, "use real time")
	seed := flag.Uint64("seed", 1, "of the failures")
	flag.Parse()
	if flag.NArg() > 0 {
		log.Fatalf("%q is no flag", flag.Arg(0))
	}
	clock := []tasks.RunOption{tasks.VirtualClock()}
	if *real {
		clock = nil
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	if err := program(ctx, os.Stdout, *seed, clock...); err != nil {
		log.Fatal(err)
	}
}

func program(ctx context.Context, out io.Writer, seed uint64, clock ...tasks.RunOption) error {
	_, err := tasks.Run(ctx, tasks.Void(func(ctx context.Context) error {
		loop := tasks.LoopOf(ctx)
		p := newPlant(loop, seed)
		running := supervise.Start(ctx, p.supervisor)
		pause := time.Duration(0) // the first drawing shows who has not started yet
		for i := range patience {
			if err := tasks.Sleep(ctx, pause); err != nil {
				break // Ctrl-C: an orderly end as well
			}
			pause = frame
			fmt.Fprintf(out, "after %v\n", time.Duration(i)*frame)
			p.top.draw(out)
			if loop.Now().Sub(p.begin) > trouble && p.top.down() == 0 {
				fmt.Fprintln(out, "healed")
				break
			}
		}
		report, err := running.Shutdown(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintln(out, report)
		for _, name := range p.abandoned {
			fmt.Fprintln(out, "abandoned:", name)
		}
		fmt.Fprintln(out, "at work:", p.top.working())
		return nil
	}), clock...)
	return err
}
