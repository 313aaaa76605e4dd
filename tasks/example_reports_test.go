package tasks_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/actorloom/actorloom/tasks"
)

// What nobody asks for is reported: an error that would be lost, a panic of a callback.
func ExampleOnReport() {
	var forgotten *tasks.Task[struct{}] // of which the collector would tell, too, when it pleases
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		forgotten = tasks.Go(ctx, tasks.Void(func(context.Context) error {
			return errors.New("the disk is full")
		}), tasks.Name("backup"))
		return tasks.Yield(ctx)
	}), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) {
		fmt.Printf("%s: %s: %v\n", r.Task, r.Message, r.Err)
	}))
	fmt.Println(err, forgotten.Finished())
	// Output:
	// backup: an error was never retrieved: the disk is full
	// <nil> true
}

// The end of a run waits for the tasks that are left, but not for ever: it gives up on those
// that refuse, and names them.
func ExampleShutdownLimit() {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		tasks.Go(ctx, tasks.Void(func(ctx context.Context) error {
			for range 100 {
				_ = tasks.Sleep(ctx, time.Hour) // a mistake: it drops the cancellation
			}
			return nil
		}), tasks.Name("stubborn"))
		return tasks.Yield(ctx)
	}), tasks.VirtualClock(), tasks.ShutdownLimit(time.Minute), tasks.Logger(slog.New(slog.DiscardHandler)))
	fmt.Println(err)
	var gaveUp *tasks.ShutdownError
	if errors.As(err, &gaveUp) {
		fmt.Println(gaveUp.Tasks)
	}
	// Output:
	// shutdown: a task did not end and was unwound: stubborn
	// [stubborn]
}

// A panic ends its task, and is the error of whoever awaits that.
func ExamplePanicError() {
	menu := []string{"soup", "fish"}
	dish := func(i int) tasks.Coro[string] {
		return func(context.Context) (string, error) { return menu[i], nil }
	}
	_, err := tasks.Run(context.Background(), func(ctx context.Context) (string, error) {
		return tasks.Go(ctx, dish(2)).Await(ctx)
	})
	var panicked *tasks.PanicError
	if errors.As(err, &panicked) {
		fmt.Println(panicked.Value) // and Stack says where; %+v prints both
	}
	fmt.Println(err)
	// Output:
	// runtime error: index out of range [2] with length 2
	// panic: runtime error: index out of range [2] with length 2
}

// A task that was canceled is told from one that took too long, and from one that failed.
func ExampleIsCanceled() {
	for _, err := range []error{
		&tasks.CanceledError{Msg: "no longer needed"},
		fmt.Errorf("fetch: %w", tasks.ErrCanceled),
		&tasks.TimeoutError{What: "fetch", After: time.Second},
		context.Canceled, // not by itself
	} {
		fmt.Println(tasks.IsCanceled(err), err)
	}
	// Output:
	// true canceled: no longer needed
	// true fetch: canceled
	// false fetch timed out after 1s
	// false context canceled
}
