package supervise_test

import (
	"context"
	"fmt"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// Who watches an address is told of its end, by a message: here of who has borrowed a book
// and does not bring it back.
func ExampleWatch() {
	type borrow struct{ who *proto.PID }
	example(func(ctx context.Context) error {
		library, err := supervise.Spawn(ctx, supervise.Actor{Name: "library", Handle: func(ctx context.Context, msg any) (any, error) {
			switch msg := msg.(type) {
			case borrow:
				fmt.Println("a book goes to", msg.who.Id)
				return "the book", supervise.Watch(ctx, msg.who)
			case *proto.Terminated:
				fmt.Println("it is back from", msg.Who.Id)
			}
			return nil, nil
		}})
		if err != nil {
			return err
		}
		reader, err := supervise.Spawn(ctx, supervise.Actor{
			Name:   "reader",
			Handle: func(context.Context, any) (any, error) { panic("falls asleep") },
			OnStarted: func(ctx context.Context) error {
				_, err := tasks.Ask[string](ctx, library.PID(), borrow{supervise.Self(ctx)}).Await(ctx)
				return err
			},
		})
		if err != nil {
			return err
		}
		if err := tasks.Tell(ctx, reader.PID(), "read"); err != nil {
			return err
		}
		fmt.Println(reader.Await(ctx))
		return tasks.Sleep(ctx, time.Second)
	})
	// Output:
	// a book goes to reader
	// panic: falls asleep
	// it is back from reader
	// <nil>
}
