package main

import (
	"context"

	"github.com/actorloom/actorloom/tasks"
)

// Tasks that wait for one another.
var waiting = []program{
	{
		name: "Event ping-pong, a round trip",
		goal: goal{of: roundTrip, times: 2.1, noAllocs: true}, run: eventPingPong,
	},
	{
		name: "queue of 1, an item",
		goal: goal{of: roundTrip, times: 2.2, noAllocs: true}, run: queueOfOne,
	},
	{name: "channel without room, an item", run: unbufferedChan},
	{name: "lock held over a yield, contended by 100", batch: crowd, goal: goal{noAllocs: true}, run: contendedLock},
}

// beside runs other as a task beside body, and waits for both.
func beside(other, body func(ctx context.Context)) {
	run(func(ctx context.Context) {
		t := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			other(ctx)
			return nil
		}))
		body(ctx)
		_, err := t.Await(ctx)
		must(err)
	})
}

func eventPingPong(n int) {
	var ping, pong tasks.Event
	take := func(ctx context.Context, e *tasks.Event) {
		must(e.Wait(ctx))
		e.Clear()
	}
	beside(func(ctx context.Context) {
		for range n {
			take(ctx, &ping)
			pong.Set()
		}
	}, func(ctx context.Context) {
		for range n {
			ping.Set()
			take(ctx, &pong)
		}
	})
}

func queueOfOne(n int) {
	q := tasks.NewQueue[int](1)
	beside(func(ctx context.Context) {
		for i := range n {
			must(q.Put(ctx, i))
		}
	}, func(ctx context.Context) {
		for range n {
			_, err := q.Get(ctx)
			must(err)
		}
	})
}

func unbufferedChan(n int) {
	c := tasks.NewChan[int](0)
	beside(func(ctx context.Context) {
		for i := range n {
			must(c.Send(ctx, i))
		}
	}, func(ctx context.Context) {
		for range n {
			_, _, err := c.Recv(ctx)
			must(err)
		}
	})
}

// contendedLock suspends while it holds the lock: on one loop there is no
// contention otherwise.
func contendedLock(n int) {
	var l tasks.Lock
	inCrowd(func(ctx context.Context) {
		for range n / crowd {
			must(l.Acquire(ctx))
			must(tasks.Yield(ctx))
			must(l.Release())
		}
	})
}
