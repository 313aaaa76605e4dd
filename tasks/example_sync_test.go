package tasks_test

import (
	"context"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// A queue with a size holds back who puts faster than others get.
func ExampleQueue() {
	_, err := tasks.Run(context.Background(), func(ctx context.Context) (struct{}, error) {
		queue := tasks.NewQueue[int](1)
		tasks.Go(ctx, func(ctx context.Context) (struct{}, error) {
			defer queue.Shutdown(false)
			for i := range 3 {
				if err := queue.Put(ctx, i); err != nil {
					return struct{}{}, err
				}
				fmt.Println("put", i)
			}
			return struct{}{}, nil
		})
		for {
			if err := tasks.Sleep(ctx, time.Second); err != nil {
				return struct{}{}, err
			}
			item, err := queue.Get(ctx)
			if err != nil {
				fmt.Println(err)
				return struct{}{}, nil
			}
			fmt.Println("got", item)
		}
	}, tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// put 0
	// got 0
	// put 1
	// got 1
	// put 2
	// got 2
	// the queue was shut down
	// <nil>
}

// A lock is for what spans an await; between two awaits nothing else runs anyway.
func ExampleWith() {
	var lock tasks.Lock
	transfer := func(name string) tasks.Coro[struct{}] {
		return tasks.Void(func(ctx context.Context) error {
			return tasks.With(ctx, &lock, func(ctx context.Context) error {
				fmt.Println(name, "begins")
				err := tasks.Sleep(ctx, time.Second)
				fmt.Println(name, "ends")
				return err
			})
		})
	}
	_, err := tasks.Run(context.Background(), func(ctx context.Context) (struct{}, error) {
		first := tasks.Go(ctx, transfer("first"))
		if _, err := tasks.Go(ctx, transfer("second")).Await(ctx); err != nil {
			return struct{}{}, err
		}
		return first.Await(ctx)
	}, tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// first begins
	// first ends
	// second begins
	// second ends
	// <nil>
}

// A semaphore lets so many in at a time, here two.
func ExampleSemaphore() {
	places := tasks.NewSemaphore(2)
	fetch := func(page string) tasks.Coro[struct{}] {
		return tasks.Void(func(ctx context.Context) error {
			return tasks.With(ctx, places, func(ctx context.Context) error {
				fmt.Println("fetch", page)
				return tasks.Sleep(ctx, time.Second)
			})
		})
	}
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		began := tasks.LoopOf(ctx).Now()
		var fetching []*tasks.Task[struct{}]
		for _, page := range []string{"a", "b", "c"} {
			fetching = append(fetching, tasks.Go(ctx, fetch(page)))
		}
		for _, t := range fetching {
			if _, err := t.Await(ctx); err != nil {
				return err
			}
		}
		fmt.Println(tasks.LoopOf(ctx).Now().Sub(began))
		return nil
	}), tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// fetch a
	// fetch b
	// fetch c
	// 2s
	// <nil>
}

// A condition is for who waits until something holds that others change under its lock.
func ExampleCondition() {
	var stock tasks.Condition
	loaves := 0
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		baker := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			for loaves < 3 {
				if err := tasks.Sleep(ctx, time.Minute); err != nil {
					return err
				}
				if err := tasks.With(ctx, &stock, func(context.Context) error {
					loaves++
					return stock.NotifyAll()
				}); err != nil {
					return err
				}
			}
			return nil
		}))
		if err := tasks.With(ctx, &stock, func(ctx context.Context) error {
			err := stock.WaitFor(ctx, func() bool { return loaves >= 2 })
			fmt.Println("there are", loaves)
			return err
		}); err != nil {
			return err
		}
		_, err := baker.Await(ctx)
		return err
	}), tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// there are 2
	// <nil>
}

// An event wakes all who wait for it.
func ExampleEvent() {
	var open tasks.Event
	_, err := tasks.Run(context.Background(), func(ctx context.Context) (struct{}, error) {
		guest := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			err := open.Wait(ctx)
			fmt.Println("in")
			return err
		}))
		if err := tasks.Sleep(ctx, time.Hour); err != nil {
			return struct{}{}, err
		}
		fmt.Println("open")
		open.Set()
		return guest.Await(ctx)
	}, tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// open
	// in
	// <nil>
}

// Go's own channels can be awaited. One case is ready here; without any, the task
// suspends until there is one.
func ExampleSelect() {
	signals, jobs := make(chan string), make(chan int, 1)
	jobs <- 7
	_, err := tasks.Run(context.Background(), func(ctx context.Context) (int, error) {
		return tasks.Select(ctx,
			tasks.OnRecv(signals, func(s string, ok bool) { fmt.Println("signal", s, ok) }),
			tasks.OnRecv(jobs, func(n int, ok bool) { fmt.Println("job", n, ok) }),
		)
	})
	fmt.Println(err)
	// Output:
	// job 7 true
	// <nil>
}

// A channel between the tasks of one loop needs neither a goroutine nor a lock.
func ExampleChan() {
	_, err := tasks.Run(context.Background(), func(ctx context.Context) (struct{}, error) {
		numbers := tasks.NewChan[int](0)
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			defer numbers.Close()
			for i := range 3 {
				if err := numbers.Send(ctx, i*i); err != nil {
					return err
				}
			}
			return nil
		}))
		for n, err := range numbers.All(ctx) {
			if err != nil {
				return struct{}{}, err
			}
			fmt.Println(n)
		}
		return struct{}{}, nil
	})
	fmt.Println(err)
	// Output:
	// 0
	// 1
	// 4
	// <nil>
}

// A barrier lets its tasks go on together, when the last of them has come. That one may do
// what is to be done once.
func ExampleBarrier() {
	start := tasks.NewBarrier(3)
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		return supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			for i, name := range []string{"ann", "bob", "cid"} {
				supervise.GoIn(g, tasks.Void(func(ctx context.Context) error {
					if err := tasks.Sleep(ctx, time.Duration(3-i)*time.Minute); err != nil { // warms up
						return err
					}
					fmt.Println(name, "is ready")
					before, err := start.Wait(ctx)
					if before == start.Parties()-1 {
						fmt.Println("go!")
					}
					return err
				}))
			}
			return nil
		})
	}), tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// cid is ready
	// bob is ready
	// ann is ready
	// go!
	// <nil>
}

// Who cannot come breaks the barrier, so that the others do not wait in vain.
func ExampleBarrier_Abort() {
	meeting := tasks.NewBarrier(2)
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		guest := tasks.Go(ctx, meeting.Wait)
		if err := tasks.Sleep(ctx, time.Hour); err != nil {
			return err
		}
		if err := meeting.Abort(ctx); err != nil {
			return err
		}
		_, err := guest.Await(ctx)
		return err
	}), tasks.VirtualClock())
	fmt.Println(err)
	// Output: it was aborted or reset: the barrier is broken
}

// The end of a task closes a channel, and so is a case like any other.
func ExampleSelectChan() {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		var items tasks.Chan[string]
		var over tasks.Chan[struct{}]
		producer := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error { return items.Send(ctx, "tea") }))
		producer.OnDone(over.Close)
		for {
			chosen, err := tasks.SelectChan(ctx,
				items.OnRecv(func(item string, _ bool) { fmt.Println("got", item) }),
				over.OnRecv(nil))
			if chosen != 0 {
				return err
			}
		}
	}))
	fmt.Println(err)
	// Output:
	// got tea
	// <nil>
}
