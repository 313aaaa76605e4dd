package supervise_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// runs is a child that works until it is stopped.
func runs(name string) supervise.Child {
	return supervise.Child{Name: name, Run: func(ctx context.Context) error { return tasks.Sleep(ctx, 1000*time.Hour) }}
}

// breaks is a child that fails after a time, again and again.
func breaks(name string, after time.Duration) supervise.Child {
	return supervise.Child{Name: name, Run: func(ctx context.Context) error {
		_, err := fails(after)(ctx)
		return err
	}}
}

// troubles are Events that print what goes wrong, and what becomes of it.
func troubles(e supervise.Event) {
	switch e.(type) {
	case supervise.Failed, supervise.Restarted, supervise.GaveUp, supervise.Abandoned:
		fmt.Println(e)
	}
}

// Children may come and go while their supervisor works, such as the rooms of a chat.
func ExampleSupervised_Add() {
	example(func(ctx context.Context) error {
		rooms := supervise.Start(ctx, supervise.Supervisor{
			Name:   "rooms",
			Events: func(e supervise.Event) { fmt.Println(e) },
		})
		for _, name := range []string{"cats", "dogs", "cats"} {
			if err := rooms.Add(runs(name)); err != nil {
				fmt.Println(err)
			}
		}
		if err := tasks.Sleep(ctx, time.Second); err != nil {
			return err
		}
		if err := rooms.Remove("cats"); err != nil {
			return err
		}
		_, err := rooms.Shutdown(ctx)
		return err
	})
	// Output:
	// the supervisor has a child of that name: "cats"
	// rooms/cats started, run 1
	// rooms/dogs started, run 1
	// rooms/cats stopped
	// rooms/dogs stopped
	// <nil>
}

// To start a child again under its name, wait until the old one has ended.
func ExampleSupervised_RemoveAndWait() {
	example(func(ctx context.Context) error {
		rooms := supervise.Start(ctx, supervise.Supervisor{Name: "rooms", Children: []supervise.Child{runs("cats")}})
		if err := tasks.Sleep(ctx, time.Second); err != nil {
			return err
		}
		fmt.Println(rooms.RemoveAndWait(ctx, "cats"))
		fmt.Println(rooms.Add(runs("cats")))
		_, err := rooms.Shutdown(ctx)
		return err
	})
	// Output:
	// <nil>
	// <nil>
	// <nil>
}

// A supervisor may be the child of another. The one below gives up when its children fail
// too often; the one above then starts all of it again.
func ExampleSupervisor_Child() {
	readers := supervise.Supervisor{
		Name:      "readers",
		Intensity: supervise.NeverRestart,
		Children:  []supervise.Child{runs("good"), breaks("bad", time.Minute)},
		Events:    troubles,
	}
	example(func(ctx context.Context) error {
		app := supervise.Start(ctx, supervise.Supervisor{
			Name:     "app",
			Children: []supervise.Child{runs("database"), readers.Child()},
			Events:   troubles,
		})
		if err := tasks.Sleep(ctx, 90*time.Second); err != nil {
			return err
		}
		_, err := app.Shutdown(ctx)
		return err
	})
	// Output:
	// readers/bad failed: broken
	// readers gave up on bad: broken
	// app/readers failed: supervisor "readers" gave up on "bad" after 0 restarts of it: broken
	// app/readers is restarted, restart 1, after 0s
	// <nil>
}

// A supervisor that had to restart too often gives up, and says on whom and why.
func ExampleSupervisor_Run() {
	example(func(ctx context.Context) error {
		err := supervise.Supervisor{
			Name:      "staff",
			Intensity: 2,
			Period:    time.Minute,
			Backoff:   supervise.Backoff{Min: time.Second},
			Children:  []supervise.Child{breaks("worker", 5*time.Second)},
			Events:    troubles,
		}.Run(ctx)
		var gaveUp *supervise.GaveUpError
		if errors.As(err, &gaveUp) {
			fmt.Println("the last straw:", gaveUp.Child, gaveUp.Err)
		}
		return err
	})
	// Output:
	// staff/worker failed: broken
	// staff/worker is restarted, restart 1, after 1s
	// staff/worker failed: broken
	// staff/worker is restarted, restart 2, after 2s
	// staff/worker failed: broken
	// staff gave up on worker: broken
	// the last straw: worker broken
	// supervisor "staff" gave up on "worker" after 2 restarts of it: broken
}

// What works together is restarted together: when the reader of a connection fails, so must
// its writer be started anew.
func ExampleStrategy() {
	example(func(ctx context.Context) error {
		connection := supervise.Start(ctx, supervise.Supervisor{
			Name:     "connection",
			Strategy: supervise.OneForAll,
			Children: []supervise.Child{runs("writer"), breaks("reader", time.Minute)},
			Events:   troubles,
		})
		if err := tasks.Sleep(ctx, 90*time.Second); err != nil {
			return err
		}
		_, err := connection.Shutdown(ctx)
		return err
	})
	// Output:
	// connection/reader failed: broken
	// connection/writer is restarted, restart 1, after 0s
	// connection/reader is restarted, restart 1, after 0s
	// <nil>
}

// A child that others need says when it is ready; the next one starts then.
func ExampleReady() {
	example(func(ctx context.Context) error {
		app := supervise.Start(ctx, supervise.Supervisor{
			Name: "app",
			Children: []supervise.Child{
				{Name: "database", WaitReady: true, Run: func(ctx context.Context) error {
					if err := tasks.Sleep(ctx, time.Minute); err != nil {
						return err
					}
					fmt.Println("connected")
					supervise.Ready(ctx)
					return tasks.Sleep(ctx, 1000*time.Hour)
				}},
				runs("web"),
			},
			Events: func(e supervise.Event) {
				if started, ok := e.(supervise.Started); ok {
					fmt.Println(started)
				}
			},
		})
		if err := tasks.Sleep(ctx, time.Hour); err != nil {
			return err
		}
		_, err := app.Shutdown(ctx)
		return err
	})
	// Output:
	// app/database started, run 1
	// connected
	// app/web started, run 1
	// <nil>
}

// Decide knows better than a child's type what to do about a failure.
func ExampleDirective() {
	errBadConfig := errors.New("the configuration is wrong")
	example(func(ctx context.Context) error {
		return supervise.Supervisor{
			Name: "app",
			Decide: func(_ string, err error) supervise.Directive {
				if errors.Is(err, errBadConfig) {
					return supervise.Escalate // to start it again would not help
				}
				return supervise.ByType
			},
			Children: []supervise.Child{{Name: "web", Run: func(context.Context) error { return errBadConfig }}},
			Events:   troubles,
		}.Run(ctx)
	})
	// Output:
	// app/web failed: the configuration is wrong
	// app gave up on web: the configuration is wrong
	// supervisor "app" gave up on "web" after 0 restarts of it: the configuration is wrong
}

// What does not stop within its limit is abandoned, since nothing can kill it.
func ExampleShutdownReport() {
	example(func(ctx context.Context) error {
		hangs := supervise.Child{Name: "hangs", StopLimit: time.Minute, Run: func(ctx context.Context) error {
			for range 2 {
				_ = tasks.Sleep(ctx, time.Hour) // a mistake: it drops the cancellation
			}
			return nil
		}}
		staff := supervise.Start(ctx, supervise.Supervisor{
			Name:     "staff",
			Children: []supervise.Child{runs("works"), hangs},
			Events:   troubles,
		})
		if err := tasks.Sleep(ctx, time.Second); err != nil {
			return err
		}
		report, err := staff.Shutdown(ctx)
		fmt.Println(report)
		return err
	})
	// Output:
	// staff/hangs was abandoned: it did not stop within 1m0s
	// supervisor "staff" stopped in 1m0s: 1 stopped; 1 abandoned: hangs after 1m0s; 0 idle
	// <nil>
}
