package actor_test

import (
	"context"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// A loop that is driven by hand runs until something has ended. What is left goes on the
// next time.
func ExampleNew() {
	loop := actor.New(actor.VirtualClock())
	hour := tasks.GoOn(context.Background(), loop, tasks.After(time.Hour, "an hour"))
	day := tasks.GoOn(context.Background(), loop, tasks.After(24*time.Hour, "a day"))
	fmt.Println(loop.RunUntil(hour.Completion()))
	fmt.Println(hour.Finished(), day.Finished())
	fmt.Println(loop.RunUntil(day.Completion()))
	fmt.Println(day.Result())
	fmt.Println(loop.Shutdown(context.Background()))
	// Output:
	// <nil>
	// true false
	// <nil>
	// a day <nil>
	// <nil>
}

// A callback is called at its time, those of one time in the order in which they were set.
func ExampleLoop_CallLater() {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		loop := tasks.LoopOf(ctx)
		began := loop.Now()
		at := func(what string) func() {
			return func() { fmt.Println(what, "after", loop.Now().Sub(began)) }
		}
		loop.CallLater(time.Hour, at("lunch"))
		loop.CallLater(time.Hour, at("coffee"))
		loop.CallSoon(at("breakfast"))
		meeting := loop.CallLater(time.Minute, at("a meeting"))
		meeting.Cancel()
		return tasks.Sleep(ctx, 2*time.Hour)
	}), tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// breakfast after 0s
	// lunch after 1h0m0s
	// coffee after 1h0m0s
	// <nil>
}

// Other goroutines reach a loop by Post: what it calls may use whatever belongs to the loop.
func ExampleLoop_Post() {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		loop := tasks.LoopOf(ctx)
		answer := tasks.NewFuture[string](ctx)
		go func() { // such as one of a library
			err := loop.Post(func() { _ = answer.SetResult("news") })
			if err != nil { // the loop has closed
				fmt.Println(err)
			}
		}()
		v, err := answer.Await(ctx)
		fmt.Println(v)
		return err
	}))
	fmt.Println(err)
	// Output:
	// news
	// <nil>
}

// What the tasks of a loop wait for, as for a page that tells what a service does.
func ExampleLoop_Fibers() {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		var closed tasks.Lock
		if err := closed.Acquire(ctx); err != nil {
			return err
		}
		tasks.Go(ctx, tasks.Void(closed.Acquire), tasks.Name("visitor"))
		tasks.Go(ctx, tasks.After(time.Hour, ""), tasks.Name("sleeper"))
		if err := tasks.Yield(ctx); err != nil {
			return err
		}
		for _, f := range tasks.LoopOf(ctx).Fibers() {
			fmt.Printf("%s waits for %q\n", f.Name(), f.Awaiting())
		}
		return nil
	}), tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// Task-1 waits for ""
	// visitor waits for "a lock"
	// sleeper waits for "sleep"
	// <nil>
}

// A task factory changes how each new task starts, here to measure it.
func ExampleLoop_SetTaskFactory() {
	loop := actor.New(actor.VirtualClock())
	loop.SetTaskFactory(func(spec *actor.Spec) {
		name := spec.Name
		spec.Wrap = func(ctx context.Context, next func(context.Context) error) error {
			began := loop.Now()
			err := next(ctx)
			fmt.Println(name, "took", loop.Now().Sub(began), err)
			return err
		}
	})
	runner := tasks.RunnerOn(loop)
	_, err := tasks.RunWith(context.Background(), runner, func(ctx context.Context) (string, error) {
		return tasks.Go(ctx, tasks.After(time.Hour, "read"), tasks.Name("reader")).Await(ctx)
	}, tasks.Name("main"))
	fmt.Println(err)
	fmt.Println(runner.Close())
	// Output:
	// reader took 1h0m0s <nil>
	// main took 1h0m0s <nil>
	// <nil>
	// <nil>
}

// While work is under way outside the loop, a virtual clock does not take silence for a
// deadlock.
func ExampleHold() {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		loop := tasks.LoopOf(ctx)
		answer := tasks.NewFuture[int](ctx)
		var outside actor.Hold
		loop.Hold(&outside)
		go func() {
			v := 6 * 7 // takes a while
			_ = loop.Post(func() {
				loop.Release(&outside)
				_ = answer.SetResult(v)
			})
		}()
		v, err := answer.Await(ctx)
		fmt.Println(v)
		return err
	}), tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// 42
	// <nil>
}
