package tasks_test

import (
	"context"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/tasks"
)

// Two workers share a queue. Join waits until all that was put has been done; then the
// workers have nothing left to do.
func ExampleQueue_Join() {
	var jobs tasks.Queue[string]
	work := func(ctx context.Context) (struct{}, error) {
		for {
			job, err := jobs.Get(ctx)
			if err != nil {
				return struct{}{}, err
			}
			if _, err := say(time.Minute, job)(ctx); err != nil {
				return struct{}{}, err
			}
			if err := jobs.TaskDone(); err != nil {
				return struct{}{}, err
			}
		}
	}
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		began := tasks.LoopOf(ctx).Now()
		defer tasks.Go(ctx, work).Cancel()
		defer tasks.Go(ctx, work).Cancel()
		for _, job := range []string{"wash", "dry", "iron", "fold"} {
			if err := jobs.Put(ctx, job); err != nil {
				return err
			}
		}
		err := jobs.Join(ctx)
		fmt.Println("all done after", tasks.LoopOf(ctx).Now().Sub(began))
		return err
	}), tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// wash
	// dry
	// iron
	// fold
	// all done after 2m0s
	// <nil>
}

// The consumer ends when the queue is shut down and empty.
func ExampleQueue_All() {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		q := tasks.NewQueue[string](1)
		producer := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			defer q.Shutdown(false)
			for _, item := range []string{"one", "two"} {
				if err := q.Put(ctx, item); err != nil {
					return err
				}
			}
			return nil
		}))
		for item, err := range q.All(ctx) {
			if err != nil {
				return err
			}
			fmt.Println(item)
		}
		_, err := producer.Await(ctx)
		return err
	}))
	fmt.Println(err)
	// Output:
	// one
	// two
	// <nil>
}

// What is most urgent comes out first, whenever it was put. Priorities need not be numbers:
// less may compare anything, here deadlines.
func ExampleNewPriorityQueue() {
	type job struct {
		what string
		due  time.Duration
	}
	jobs := tasks.NewPriorityQueue(0, func(a, b job) bool { return a.due < b.due })
	for _, j := range []job{{"holidays", 1000 * time.Hour}, {"fire", time.Second}, {"lunch", time.Hour}} {
		if err := jobs.TryPut(j); err != nil {
			fmt.Println(err)
		}
	}
	for !jobs.Empty() {
		next, err := jobs.TryGet()
		fmt.Println(next.what, err)
	}
	_, err := jobs.TryGet()
	fmt.Println(err)
	// Output:
	// fire <nil>
	// lunch <nil>
	// holidays <nil>
	// the queue is empty
}
