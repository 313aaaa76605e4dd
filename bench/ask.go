package main

import (
	"context"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// A request to an actor, and its answer.
var asking = []program{
	{name: requestFuture, run: protoRequest},
	{name: "ask, an actor on the same loop", goal: goal{of: requestFuture, times: 0.1}, run: askSameLoop},
	{name: "ask, an actor that awaits", run: askAwaiting},
	{name: "ask, an ordinary actor", goal: goal{of: requestFuture, times: 0.5}, run: askOrdinary},
	{name: "ask, an ordinary actor, 100 tasks", batch: crowd, run: askOrdinaryCrowd},
}

// The floor of those that ask: protoactor's own way.
const requestFuture = "protoactor: RequestFuture and Result, an ordinary actor"

// answering is an actor that answers what it is asked. The messages are
// pointers: what it takes to make them is not measured.
func answering(options ...proto.PropsOption) *proto.PID {
	return startBackground().System().Root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		if q, ok := c.Message().(*question); ok {
			c.Respond(q)
		}
	}, options...))
}

type question struct{ answer int }

func stopActor(pid *proto.PID) {
	must(startBackground().System().Root.StopFuture(pid).Wait())
}

func protoRequest(n int) {
	system := startBackground().System()
	pid := answering()
	defer stopActor(pid)
	q := &question{1}
	for range n {
		_, err := system.Root.RequestFuture(pid, q, time.Minute).Result()
		must(err)
	}
}

func askSameLoop(n int) {
	run(func(ctx context.Context) {
		pid := answering(proto.WithDispatcher(tasks.LoopOf(ctx)))
		ask(ctx, pid, n)
		startBackground().System().Root.Stop(pid)
	})
}

func askAwaiting(n int) {
	run(func(ctx context.Context) {
		ref, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(_ context.Context, q any) (any, error) { return q, nil }})
		must(err)
		ask(ctx, ref.PID(), n)
		ref.Stop()
		must(ref.Await(ctx))
	})
}

func askOrdinary(n int) {
	pid := answering()
	defer stopActor(pid)
	run(func(ctx context.Context) { ask(ctx, pid, n) })
}

func askOrdinaryCrowd(n int) {
	pid := answering()
	defer stopActor(pid)
	inCrowd(func(ctx context.Context) { ask(ctx, pid, n/crowd) })
}

func ask(ctx context.Context, pid *proto.PID, n int) {
	q := &question{1}
	for range n {
		_, err := tasks.Ask[*question](ctx, pid, q).Await(ctx)
		must(err)
	}
}
