package supervise_test

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// A strategy of protoactor decides what becomes of a child.
func ExampleFromProto() {
	patient := proto.NewOneForOneStrategy(1, time.Minute, proto.DefaultDecider) // one restart, then it stops the child
	example(func(ctx context.Context) error {
		staff := supervise.Start(ctx, supervise.Supervisor{
			Name:      "staff",
			Children:  []supervise.Child{runs("good"), breaks("bad", time.Second)},
			Intensity: supervise.Unlimited, // the strategy counts
			Decide:    supervise.FromProto(tasks.LoopOf(ctx).System(), patient),
			Events:    troubles,
		})
		if err := tasks.Sleep(ctx, time.Hour); err != nil {
			return err
		}
		for _, child := range staff.Children() {
			fmt.Println(child.Name, child.State, child.Restarts)
		}
		_, err := staff.Shutdown(ctx)
		return err
	})
	// Output:
	// staff/bad failed: broken
	// staff/bad is restarted, restart 1, after 0s
	// staff/bad failed: broken
	// good running 0
	// bad ended 1
	// <nil>
}

// A supervisor's rules can be the strategy of ordinary protoactor actors.
func ExampleSupervisor_ProtoStrategy() {
	system := proto.NewActorSystem(proto.WithLoggerFactory(func(*proto.ActorSystem) *slog.Logger {
		return slog.New(slog.DiscardHandler)
	}))
	strategy := supervise.Supervisor{Intensity: 5, Decide: func(child string, err error) supervise.Directive {
		fmt.Println(child, "failed:", err)
		return supervise.Restart
	}}.ProtoStrategy()
	worker, err := system.Root.SpawnNamed(proto.PropsFromFunc(func(c proto.Context) {
		if n, ok := c.Message().(int); ok {
			c.Respond(100 / n)
		}
	}, proto.WithGuardian(strategy)), "worker")
	if err != nil {
		fmt.Println(err)
		return
	}
	system.Root.Send(worker, 0)
	fmt.Println(system.Root.RequestFuture(worker, 4, time.Minute).Result())
	fmt.Println(system.Root.StopFuture(worker).Wait())
	system.Shutdown()
	// Output:
	// worker failed: panic: runtime error: integer divide by zero
	// 25 <nil>
	// <nil>
}
