package tasks_test

import (
	"context"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// An eager task runs at once until it first waits: one that need not wait, as for what is
// in a cache, has ended when Go returns.
func ExampleEager() {
	cache := map[string]string{"a": "A"}
	get := func(key string) tasks.Coro[string] {
		return func(ctx context.Context) (string, error) {
			if v, ok := cache[key]; ok {
				return v, nil
			}
			return tasks.After(time.Second, "fetched")(ctx)
		}
	}
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		a := tasks.Go(ctx, get("a"), tasks.Eager())
		b := tasks.Go(ctx, get("b"), tasks.Eager())
		fmt.Println(a.Finished(), b.Finished())
		_, err := b.Await(ctx)
		return err
	}), tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// true false
	// <nil>
}

// A long computation lets the others run in between.
func ExampleYield() {
	count := func(name string) tasks.Coro[struct{}] {
		return tasks.Void(func(ctx context.Context) error {
			for i := range 2 {
				fmt.Println(name, i)
				if err := tasks.Yield(ctx); err != nil {
					return err
				}
			}
			return nil
		})
	}
	_, err := tasks.Run(context.Background(), func(ctx context.Context) (struct{}, error) {
		tasks.Go(ctx, count("a"))
		return tasks.Go(ctx, count("b")).Await(ctx)
	})
	fmt.Println(err)
	// Output:
	// a 0
	// b 0
	// a 1
	// b 1
	// <nil>
}

// All lists the tasks of a loop. Here all but the one that runs are asked to end.
func ExampleAll() {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		var never tasks.Event
		tasks.Go(ctx, tasks.Void(never.Wait), tasks.Name("guest"))
		tasks.Go(ctx, tasks.After(time.Hour, ""), tasks.Name("sleeper"))
		for _, t := range tasks.All(ctx) {
			if t != tasks.Current(ctx) {
				t.OnDone(func() { fmt.Println(t.Name(), "canceled:", t.Canceled()) })
				t.Cancel("we close")
			}
		}
		return tasks.Sleep(ctx, time.Second)
	}), tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// guest canceled: true
	// sleeper canceled: true
	// <nil>
}

// A task may refuse to be canceled: it does not return the error. It takes the request back,
// so that those who look later, such as a timeout around it, do not count it.
func ExampleTask_Uncancel() {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		captain := tasks.Go(ctx, func(ctx context.Context) (string, error) {
			if err := tasks.Sleep(ctx, time.Hour); tasks.IsCanceled(err) {
				me := tasks.Current(ctx)
				fmt.Println("requests:", me.Canceling(), "left:", me.Uncancel())
			}
			return tasks.After(time.Hour, "still on board")(ctx)
		})
		if err := tasks.Yield(ctx); err != nil {
			return err
		}
		captain.Cancel()
		fmt.Println(captain.Await(ctx))
		return nil
	}), tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// requests: 1 left: 0
	// still on board <nil>
	// <nil>
}

// A callback has no task, so that it gives its loop to start one.
func ExampleGoOn() {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		loop := tasks.LoopOf(ctx)
		rung := tasks.NewFuture[string](ctx)
		loop.CallLater(time.Hour, func() {
			tasks.GoOn(context.Background(), loop, tasks.Void(func(ctx context.Context) error {
				who, err := say(time.Minute, "somebody goes to the door")(ctx)
				if err != nil {
					return err
				}
				return rung.SetResult(who)
			}))
		})
		_, err := rung.Await(ctx)
		return err
	}), tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// somebody goes to the door
	// <nil>
}

// Promises of different types can be awaited together as promises of any.
func ExampleErase() {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		name := tasks.Go(ctx, tasks.After(time.Second, "ann"))
		age := tasks.Go(ctx, tasks.After(time.Second, 42))
		row, err := supervise.Gather[any](ctx, tasks.Erase(name), tasks.Erase(age)).Await(ctx)
		fmt.Println(row...)
		return err
	}), tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// ann 42
	// <nil>
}

// A function that sometimes need not wait returns a future in any case.
func ExampleResolved() {
	cache := map[string]int{"a": 1}
	get := func(ctx context.Context, key string) tasks.Promise[int] {
		if v, ok := cache[key]; ok {
			return tasks.Resolved(ctx, v, nil)
		}
		return tasks.Go(ctx, tasks.After(time.Second, 2))
	}
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		both, err := supervise.Gather(ctx, get(ctx, "a"), get(ctx, "b")).Await(ctx)
		fmt.Println(both)
		return err
	}), tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// [1 2]
	// <nil>
}
