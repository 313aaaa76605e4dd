package tasks_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/tasks"
)

// say sleeps, and then prints.
func say(after time.Duration, what string) tasks.Coro[string] {
	return func(ctx context.Context) (string, error) {
		if err := tasks.Sleep(ctx, after); err != nil {
			return "", err
		}
		fmt.Println(what)
		return what, nil
	}
}

// A coroutine that is awaited runs in place, like any function.
func ExampleRun() {
	length, err := tasks.Run(context.Background(), func(ctx context.Context) (int, error) {
		hello, err := say(time.Millisecond, "hello").Await(ctx)
		return len(hello), err
	})
	fmt.Println(length, err)
	// Output:
	// hello
	// 5 <nil>
}

// Tasks run side by side, one step at a time. Under a virtual clock a day takes no time.
func ExampleGo() {
	_, err := tasks.Run(context.Background(), func(ctx context.Context) (string, error) {
		day := tasks.Go(ctx, say(24*time.Hour, "a day"))
		hour := tasks.Go(ctx, say(time.Hour, "an hour"))
		if _, err := hour.Await(ctx); err != nil {
			return "", err
		}
		return day.Await(ctx)
	}, tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// an hour
	// a day
	// <nil>
}

// To cancel is to ask: an await of the task returns the request as an error, once, and the
// task may clean up and await more before it ends.
func ExampleTask_Cancel() {
	_, err := tasks.Run(context.Background(), func(ctx context.Context) (string, error) {
		worker := tasks.Go(ctx, func(ctx context.Context) (string, error) {
			err := tasks.Sleep(ctx, time.Hour)
			fmt.Println("asked to end:", err)
			if _, err := say(time.Second, "cleaned up")(ctx); err != nil {
				return "", err
			}
			return "", err
		})
		if err := tasks.Sleep(ctx, time.Minute); err != nil {
			return "", err
		}
		worker.Cancel("no longer needed")
		_, err := worker.Await(ctx)
		fmt.Println(worker.Canceled(), tasks.IsCanceled(err))
		return "", nil
	}, tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// asked to end: canceled: no longer needed
	// cleaned up
	// true true
	// <nil>
}

// A future is a result that somebody sets.
func ExampleNewFuture() {
	v, err := tasks.Run(context.Background(), func(ctx context.Context) (string, error) {
		answer := tasks.NewFuture[string](ctx)
		tasks.LoopOf(ctx).CallLater(time.Second, func() { _ = answer.SetResult("here it is") })
		return answer.Await(ctx)
	}, tasks.VirtualClock())
	fmt.Println(v, err)
	// Output: here it is <nil>
}

// The answer of an actor, here one of protoactor's, is a future.
func ExampleAsk() {
	v, err := tasks.Run(context.Background(), func(ctx context.Context) (int, error) {
		root := tasks.LoopOf(ctx).System().Root
		double := root.Spawn(proto.PropsFromFunc(func(c proto.Context) {
			if n, ok := c.Message().(int); ok {
				c.Respond(2 * n)
			}
		}))
		defer root.Stop(double)
		return tasks.Ask[int](ctx, double, 21).Await(ctx)
	})
	fmt.Println(v, err)
	// Output: 42 <nil>
}

// A variable of a task is copied to the tasks that it makes, and what they set is theirs.
func ExampleVar() {
	user := tasks.Var[string]{Default: "nobody"}
	_, err := tasks.Run(context.Background(), func(ctx context.Context) (struct{}, error) {
		user.Set(ctx, "ann")
		return tasks.Go(ctx, func(ctx context.Context) (struct{}, error) {
			fmt.Println(user.Get(ctx))
			user.Set(ctx, "bob")
			return struct{}{}, nil
		}).Await(ctx)
	})
	fmt.Println(err)
	// Output:
	// ann
	// <nil>
}

// What blocks belongs in a thread: the loop goes on meanwhile.
func ExampleToThread() {
	v, err := tasks.Run(context.Background(), func(ctx context.Context) (string, error) {
		return tasks.ToThread(ctx, func(ctx context.Context) (string, error) {
			select { // anything that blocks; ctx ends when the task is canceled
			case <-time.After(time.Millisecond):
				return "read", nil
			case <-ctx.Done():
				return "", context.Cause(ctx)
			}
		})
	})
	fmt.Println(v, err)
	// Output: read <nil>
}

// A loop in the background takes work from any goroutine.
func ExampleSubmit() {
	loop, err := tasks.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	pending := tasks.Submit(loop, tasks.After(time.Millisecond, "done"))
	fmt.Println(pending.Wait(context.Background()))
	fmt.Println(loop.Shutdown(context.Background()))
	// Output:
	// done <nil>
	// <nil>
}

// Under a virtual clock a run that can never go on ends, and says who waits for what.
func ExampleVirtualClock() {
	_, err := tasks.Run(context.Background(), func(ctx context.Context) (string, error) {
		return tasks.NewFuture[string](ctx).Await(ctx)
	}, tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// deadlock: nothing is ready and no deadline is set
	// 	task "Task-1" waits for a future
}

// A goroutine that has no task, such as that of an HTTP handler, runs one on a loop. When
// the client leaves, the task is canceled.
func ExampleRunOn() {
	loop, err := tasks.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	visits := 0 // of the loop: no lock
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := tasks.RunOn(r.Context(), loop, func(ctx context.Context) (int, error) {
			if err := tasks.Sleep(ctx, time.Millisecond); err != nil { // asks a database
				return 0, err
			}
			visits++
			return visits, nil
		})
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "visit", n)
	})
	for range 2 {
		answer := httptest.NewRecorder()
		page.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/", nil))
		fmt.Print(answer.Body)
	}
	fmt.Println(loop.Shutdown(context.Background()))
	// Output:
	// visit 1
	// visit 2
	// <nil>
}
