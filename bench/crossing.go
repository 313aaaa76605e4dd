package main

import (
	"context"

	"github.com/actorloom/actorloom/tasks"
)

// Work that comes from outside of the loop, or is done there.
var crossing = []program{
	{name: "Submit, 1000 at a time from one goroutine; a task", batch: 1000, run: submit1000},
	{name: "Submit and Wait, a round trip", run: submitWait},
	{name: "ToThread, trivial", run: toThread},
}

// background is the loop that the rows about Submit share: to start one takes
// milliseconds, most of it for the actor system.
var background *tasks.Loop

func startBackground() *tasks.Loop {
	if background == nil {
		var err error
		background, err = tasks.Start(tasks.Debug(false))
		must(err)
	}
	return background
}

func stopBackground() {
	if background != nil {
		must(background.Shutdown(context.Background()))
		background = nil
	}
}

func submit1000(n int) {
	l := startBackground()
	ctx := context.Background()
	all := make([]*tasks.Pending[int], 1000)
	for range n / len(all) {
		for i := range all {
			all[i] = tasks.Submit(l, trivial)
		}
		for _, p := range all {
			_, err := p.Wait(ctx)
			must(err)
		}
	}
}

func submitWait(n int) {
	l := startBackground()
	ctx := context.Background()
	for range n {
		_, err := tasks.Submit(l, trivial).Wait(ctx)
		must(err)
	}
}

func toThread(n int) {
	run(func(ctx context.Context) {
		for range n {
			_, err := tasks.ToThread(ctx, trivial)
			must(err)
		}
	})
}
