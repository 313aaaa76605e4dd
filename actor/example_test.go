package actor_test

import (
	"context"
	"fmt"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// quorum is a policy: when enough of its tasks have succeeded, it cancels the others.
type quorum struct {
	actor.Supervisor
	enough int
	done   tasks.Event
}

func (q *quorum) ChildDone(child *actor.Child) {
	if child.Of().Outcome() != nil {
		return
	}
	fmt.Println("answered:", child.Index())
	if q.enough--; q.enough > 0 {
		return
	}
	for rest := q.First(); rest != nil; rest = rest.Next() {
		rest.Of().Cancel("there are enough")
	}
	q.Release()
	q.done.Set()
}

// A supervisor of one's own is an actor.Supervisor and a policy.
func ExampleSupervisor() {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		q := &quorum{enough: 2}
		q.Supervise(actor.LoopOf(ctx), q)
		for _, takes := range []time.Duration{time.Second, time.Hour, time.Minute} {
			q.Adopt(tasks.Go(ctx, tasks.After(takes, "")).Completion())
		}
		return q.done.Wait(ctx)
	}), tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// answered: 0
	// answered: 2
	// <nil>
}

// Protoactor's actors can be placed on a loop: their messages are steps of it, and so need
// no locks for what they share with its tasks.
func ExampleLoop_Mailbox() {
	loop, err := tasks.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	count := 0 // of the loop
	root := loop.System().Root
	pid := root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
		if _, ok := c.Message().(string); ok {
			count++
			c.Respond(count)
		}
	}, proto.WithMailbox(loop.Mailbox)))

	answer, err := root.RequestFuture(pid, "hello", time.Minute).Result()
	fmt.Println(answer, err)
	fmt.Println(tasks.Submit(loop, func(context.Context) (int, error) { return count, nil }).Wait(context.Background()))

	_ = root.StopFuture(pid).Wait()
	fmt.Println(loop.Shutdown(context.Background()))
	// Output:
	// 1 <nil>
	// 1 <nil>
	// <nil>
}
