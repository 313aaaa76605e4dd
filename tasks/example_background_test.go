package tasks_test

import (
	"context"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/tasks"
)

// A loop in the background ends when one of its own tasks says so.
func ExampleStart() {
	loop, err := tasks.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	var jobs tasks.Queue[string] // of the loop
	tasks.Submit(loop, tasks.Void(func(ctx context.Context) error {
		for {
			job, err := jobs.Get(ctx)
			if err != nil {
				return err
			}
			fmt.Println(job)
			if job == "go home" {
				loop.BeginShutdown()
			}
		}
	}))
	for _, job := range []string{"work", "go home"} {
		if err := loop.Post(func() { _ = jobs.TryPut(job) }); err != nil {
			fmt.Println(err)
		}
	}
	<-loop.Done()
	fmt.Println(loop.Post(func() { fmt.Println("never") }))
	// Output:
	// work
	// go home
	// the loop is closed
}

// Whoever has submitted a task can cancel it, and wait for its end, from any goroutine.
func ExamplePending_Cancel() {
	loop, err := tasks.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	night := tasks.Submit(loop, tasks.Void(func(ctx context.Context) error {
		defer fmt.Println("woken")
		return tasks.Sleep(ctx, 8*time.Hour)
	}))
	night.Cancel("the phone rings")
	_, err = night.Wait(context.Background())
	fmt.Println(err, night.Canceled())
	fmt.Println(loop.Shutdown(context.Background()))
	// Output:
	// woken
	// canceled: the phone rings true
	// <nil>
}
