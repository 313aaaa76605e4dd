package main

import (
	"context"
	"strconv"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/tasks"
)

// linearOfActors are those of addresses, actors and their supervisors.
var linearOfActors = []proportion{
	{"watch one address, and take that back in no order", watchOne},
}

func watchOne(n int, c *stopwatch) {
	run(func(ctx context.Context) {
		pid := tasks.Go(ctx, tasks.After(1<<40, 1)).PID()
		process, _ := tasks.LoopOf(ctx).System().ProcessRegistry.Get(pid)
		who := make([]*proto.PID, n)
		for i := range who {
			who[i] = proto.NewPID("elsewhere", strconv.Itoa(i))
		}
		c.start()
		for _, watcher := range who {
			process.SendSystemMessage(pid, &proto.Watch{Watcher: watcher})
		}
		for _, i := range shuffled(n) {
			process.SendSystemMessage(pid, &proto.Unwatch{Watcher: who[i]})
		}
		c.stop()
	})
}
