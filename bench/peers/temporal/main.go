// Command temporal is a peer of the benchmarks: the workflow dispatcher of
// Temporal's SDK, which runs coroutines one at a time in a definite order too. It
// is reached through the test environment, without a server: what a program
// records there for replay is small, and no worker talks to anybody.
package main

import (
	"errors"
	"log/slog"
	"time"

	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"github.com/actorloom/actorloom/bench/peers/serve"
)

func main() {
	serve.Programs("go.temporal.io/sdk", []serve.Program{
		{Name: "create + await, trivial", Timed: in(createAwait)},
		{Name: "Run of a trivial main", Run: runTrivial},
		{Name: "gather of 1000, trivial; a child", Timed: in(gather, 1000)},
		{Name: "wait FIRST_COMPLETED of 1000; an item", Timed: in(waitFirst)},
		{Name: "Event ping-pong, a round trip", Timed: in(pingPong)},
		{Name: "queue of 1, an item", Timed: in(func(ctx workflow.Context, n int) { items(ctx, n, 1) })},
		{Name: "channel without room, an item", Timed: in(func(ctx workflow.Context, n int) { items(ctx, n, 0) })},
	})
}

func run(body func(ctx workflow.Context)) {
	var s testsuite.WorkflowTestSuite
	s.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	env := s.NewTestWorkflowEnvironment()
	env.SetTestTimeout(time.Hour)
	env.ExecuteWorkflow(func(ctx workflow.Context) error {
		body(ctx)
		return nil
	})
	if !env.IsWorkflowCompleted() {
		panic(errors.New("the workflow has not ended"))
	}
	serve.Must(env.GetWorkflowError())
}

// in runs a program as a workflow, and leaves out what that takes, and first batches if there are some.
func in(body func(ctx workflow.Context, n int), first ...int) func(n int, c *serve.Stopwatch) {
	return func(n int, c *serve.Stopwatch) {
		run(func(ctx workflow.Context) {
			for _, batch := range first {
				body(ctx, batch)
			}
			c.Start()
			body(ctx, n)
			c.Stop()
		})
	}
}

func runTrivial(n int) {
	for range n {
		run(func(workflow.Context) {})
	}
}

// start runs a coroutine and is the future of its result.
func start(ctx workflow.Context) workflow.Future {
	future, set := workflow.NewFuture(ctx)
	workflow.Go(ctx, func(workflow.Context) { set.SetValue(1) })
	return future
}

func createAwait(ctx workflow.Context, n int) {
	for range n {
		serve.Must(start(ctx).Get(ctx, nil))
	}
}

func gather(ctx workflow.Context, n int) {
	for range n / 1000 {
		all := make([]workflow.Future, 1000)
		for i := range all {
			all[i] = start(ctx)
		}
		for _, f := range all {
			serve.Must(f.Get(ctx, nil))
		}
	}
}

func waitFirst(ctx workflow.Context, n int) {
	for range n / 1000 {
		s := workflow.NewSelector(ctx)
		for i := range 1000 {
			f, set := workflow.NewFuture(ctx)
			s.AddFuture(f, func(workflow.Future) {})
			if i == 500 {
				workflow.Go(ctx, func(workflow.Context) { set.SetValue(1) })
			}
		}
		s.Select(ctx)
	}
}

func pingPong(ctx workflow.Context, n int) {
	ping, pong := workflow.NewChannel(ctx), workflow.NewChannel(ctx)
	workflow.Go(ctx, func(ctx workflow.Context) {
		for range n {
			ping.Receive(ctx, nil)
			pong.Send(ctx, 1)
		}
	})
	for range n {
		ping.Send(ctx, 1)
		pong.Receive(ctx, nil)
	}
}

func items(ctx workflow.Context, n, room int) {
	c := workflow.NewBufferedChannel(ctx, room)
	workflow.Go(ctx, func(ctx workflow.Context) {
		for i := range n {
			c.Send(ctx, i)
		}
	})
	for range n {
		c.Receive(ctx, nil)
	}
}
