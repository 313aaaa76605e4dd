package main

import (
	"context"
	"sync"
	"time"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// Work that comes from outside of the loop, or is done there.
var crossing = []program{
	{
		name: "post from 1 thread; a callback", batch: burst,
		goal: goal{of: swapped1, times: 1.6}, run: func(n int) { post(n, 1) },
	},
	{
		name: "post from 4 threads; a callback", batch: burst,
		goal: goal{of: swapped4, times: 1.6}, run: func(n int) { post(n, 4) },
	},
	{name: "submit from 1 thread; a task", batch: burst, run: func(n int) { submit(n, 1) }},
	{name: "submit from 4 threads; a task", batch: burst, run: func(n int) { submit(n, 4) }},
	{name: "submit and wait, a round trip", run: submitWait},
	{name: "to_thread, trivial", run: toThread},
	{name: "request to a task's address, and its answer", run: askTask},
}

// background is the loop that the rows about Submit share: to start one takes
// milliseconds, most of it for the actor system.
var background *tasks.Loop

func startBackground() *tasks.Loop {
	if background == nil {
		var err error
		background, err = tasks.Start(tasks.Debug(false), tasks.RememberResults(1))
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

// burst is how many functions the threads post before they wait until all have
// been called: without an end to each burst, the queue might grow and grow.
const burst = 10_000

// bursts lets a number of goroutines post n functions.
func bursts(n, threads int, post func(fn func())) {
	for range n / burst {
		done := make(chan struct{})
		left := burst
		fn := func() {
			if left--; left == 0 {
				close(done)
			}
		}
		var all sync.WaitGroup
		for range threads {
			all.Go(func() {
				for range burst / threads {
					post(fn)
				}
			})
		}
		all.Wait()
		<-done
	}
}

func post(n, threads int) {
	l := startBackground()
	bursts(n, threads, func(fn func()) { must(l.Post(fn)) })
}

func submit(n, threads int) {
	l := startBackground()
	bursts(n, threads, func(fn func()) {
		tasks.Submit(l, func(context.Context) (int, error) {
			fn()
			return 1, nil
		})
	})
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

// askTask asks a task for its result, from outside of the loop, as an actor
// would. The task has ended, and the loop remembers it: it answers at once.
func askTask(n int) {
	l := startBackground()
	t, err := tasks.Submit(l, func(ctx context.Context) (*tasks.Task[int], error) {
		t := tasks.Go(ctx, trivial)
		t.PID() // registers it while it runs
		_, err := t.Await(ctx)
		return t, err
	}).Wait(context.Background())
	must(err)
	root := l.System().Root
	for range n {
		_, err := root.RequestFuture(t.PID(), actor.GetResult{}, time.Minute).Result()
		must(err)
	}
}
