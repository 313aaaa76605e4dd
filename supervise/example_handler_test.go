package supervise_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// Middleware is a function that takes a handler and returns one.
func ExampleHandler() {
	logged := func(handle supervise.Handler) supervise.Handler {
		return func(ctx context.Context, msg any) (any, error) {
			reply, err := handle(ctx, msg)
			fmt.Printf("%s: %v -> %v\n", supervise.Self(ctx).Id, msg, reply)
			return reply, err
		}
	}
	example(func(ctx context.Context) error {
		double, err := supervise.Spawn(ctx, supervise.Actor{
			Name:   "double",
			Handle: logged(supervise.Typed(func(_ context.Context, n int) (int, error) { return 2 * n, nil })),
		})
		if err != nil {
			return err
		}
		_, err = tasks.Ask[int](ctx, double.PID(), 21).Await(ctx)
		return err
	})
	// Output:
	// double: 21 -> 42
	// <nil>
}

// A message of another type is refused, and who asked is told so.
func ExampleTyped() {
	example(func(ctx context.Context) error {
		double, err := supervise.Spawn(ctx, supervise.Actor{
			Name:   "double",
			Handle: supervise.Typed(func(_ context.Context, n int) (int, error) { return 2 * n, nil }),
		})
		if err != nil {
			return err
		}
		fmt.Println(tasks.Ask[int](ctx, double.PID(), 21).Await(ctx))
		_, err = tasks.Ask[int](ctx, double.PID(), "21").Await(ctx)
		fmt.Println(errors.Is(err, supervise.ErrUnhandled))
		return err
	})
	// Output:
	// 42 <nil>
	// true
	// the actor does not handle this message: double got string, want int
}

// An actor with two types of messages.
func ExampleOneOf() {
	type deposit struct{ amount int }
	type withdrawal struct{ amount int }
	example(func(ctx context.Context) error {
		balance := 0
		account, err := supervise.Spawn(ctx, supervise.Actor{Handle: supervise.OneOf(
			supervise.Typed(func(_ context.Context, d deposit) (int, error) {
				balance += d.amount
				return balance, nil
			}),
			supervise.Typed(func(_ context.Context, w withdrawal) (int, error) {
				balance -= w.amount
				return balance, nil
			}),
		)})
		if err != nil {
			return err
		}
		fmt.Println(tasks.Ask[int](ctx, account.PID(), deposit{50}).Await(ctx))
		fmt.Println(tasks.Ask[int](ctx, account.PID(), withdrawal{8}).Await(ctx))
		return nil
	})
	// Output:
	// 50 <nil>
	// 42 <nil>
	// <nil>
}

// An actor that has had nothing to do for a while is told so, here to stop.
func ExampleSetReceiveTimeout() {
	example(func(ctx context.Context) error {
		var session *supervise.Ref
		session, err := supervise.Spawn(ctx, supervise.Actor{
			Name:      "session",
			OnStarted: func(ctx context.Context) error { return supervise.SetReceiveTimeout(ctx, time.Hour) },
			Handle: func(_ context.Context, msg any) (any, error) {
				fmt.Printf("%T\n", msg)
				if _, idle := msg.(supervise.ReceiveTimeout); idle {
					session.Stop()
				}
				return nil, nil
			},
		})
		if err != nil {
			return err
		}
		if err := tasks.Tell(ctx, session.PID(), "hello"); err != nil {
			return err
		}
		began := tasks.LoopOf(ctx).Now()
		err = session.Await(ctx)
		fmt.Println("ended after", tasks.LoopOf(ctx).Now().Sub(began))
		return err
	})
	// Output:
	// string
	// supervise.ReceiveTimeout
	// ended after 1h0m0s
	// <nil>
}
