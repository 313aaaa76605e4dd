package actor_test

import (
	"context"
	"fmt"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// Any code that has protoactor can ask the address of a task for its result, or cancel the
// task and be told how it ended.
func ExampleGetResult() {
	loop, err := tasks.Start(actor.RememberResults(1)) // the first may have ended before it is asked
	if err != nil {
		fmt.Println(err)
		return
	}
	addresses := make(chan *proto.PID, 2)
	for _, takes := range []time.Duration{time.Millisecond, time.Hour} {
		tasks.Submit(loop, func(ctx context.Context) (string, error) {
			addresses <- tasks.Current(ctx).PID()
			return tasks.After(takes, "done")(ctx)
		})
	}
	root := loop.System().Root
	fmt.Println(root.RequestFuture(<-addresses, actor.GetResult{}, time.Minute).Result())
	fmt.Println(root.RequestFuture(<-addresses, actor.Cancel{Msg: "no time"}, time.Minute).Result())
	fmt.Println(loop.Shutdown(context.Background()))
	// Output:
	// {done <nil>} <nil>
	// {<nil> canceled: no time} <nil>
	// <nil>
}

// Ordinary protoactor actors read the headers that Ask and Tell send along.
func ExampleWithHeaders() {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		root := tasks.LoopOf(ctx).System().Root
		who := root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
			if _, ok := c.Message().(string); ok {
				c.Respond("hello " + c.MessageHeader().Get("user"))
			}
		}))
		defer root.Stop(who)
		ctx = actor.WithHeaders(ctx, map[string]string{"user": "ann"})
		answer, err := tasks.Ask[string](ctx, who, "hello").Await(ctx)
		fmt.Println(answer)
		return err
	}))
	fmt.Println(err)
	// Output:
	// hello ann
	// <nil>
}

// echo handles what comes to its address on a loop.
type echo struct {
	loop     *actor.Loop
	endpoint *actor.Endpoint
}

func (e *echo) Deliver(letter actor.Letter) {
	if _, ok := letter.Message.(*proto.PoisonPill); ok {
		e.endpoint.Retire()
		return
	}
	e.loop.Respond(letter.Sender, letter.Message)
}

func (e *echo) Told(message any) {
	if _, ok := message.(*proto.Stop); ok {
		e.endpoint.Retire()
	}
}

// An address of one's own, without the tasks that a supervise.Actor has: for who handles
// many messages and awaits nothing.
func ExampleLoop_Register() {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		loop := tasks.LoopOf(ctx)
		e := &echo{loop: loop}
		e.endpoint = loop.Register("echo", e)
		defer e.endpoint.Retire()
		answer, err := tasks.Ask[string](ctx, e.endpoint.PID(), "hello").Await(ctx)
		fmt.Println(answer)
		return err
	}))
	fmt.Println(err)
	// Output:
	// hello
	// <nil>
}
