package supervise_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// example runs main under a virtual clock, where hours take no time, and prints its error.
func example(main func(ctx context.Context) error) {
	_, err := tasks.Run(context.Background(), tasks.Void(main), tasks.VirtualClock())
	fmt.Println(err)
}

var errBroken = errors.New("broken")

// fails is a coroutine that sleeps, and then fails.
func fails(after time.Duration) tasks.Coro[string] {
	return func(ctx context.Context) (string, error) {
		if err := tasks.Sleep(ctx, after); err != nil {
			return "", err
		}
		return "", errBroken
	}
}

// The results are in the order of the items, whichever ended first.
func ExampleGather() {
	example(func(ctx context.Context) error {
		all, err := supervise.Gather(ctx, tasks.After(2*time.Second, "a"), tasks.After(time.Second, "b")).Await(ctx)
		fmt.Println(all)
		return err
	})
	// Output:
	// [a b]
	// <nil>
}

// One that fails does not end the others.
func ExampleGatherOutcomes() {
	example(func(ctx context.Context) error {
		all, err := supervise.GatherOutcomes(ctx, fails(time.Second), tasks.After(time.Minute, "b")).Await(ctx)
		for _, one := range all {
			fmt.Printf("%q %v\n", one.Value, one.Err)
		}
		return err
	})
	// Output:
	// "" broken
	// "b" <nil>
	// <nil>
}

// Results of different types.
func ExampleGather2() {
	example(func(ctx context.Context) error {
		both, err := supervise.Gather2(ctx, tasks.After(time.Second, "a"), tasks.After(time.Second, 1)).Await(ctx)
		fmt.Println(both.A, both.B)
		return err
	})
	// Output:
	// a 1
	// <nil>
}

// What takes longer than its limit is canceled, and has ended when WaitFor returns.
func ExampleWaitFor() {
	example(func(ctx context.Context) error {
		_, err := supervise.WaitFor(ctx, tasks.After(time.Hour, "late"), time.Second)
		fmt.Println(errors.Is(err, tasks.ErrTimeout))
		return err
	})
	// Output:
	// true
	// WaitFor timed out after 1s
}

// The tasks that have not ended go on: Wait cancels nothing.
func ExampleWait() {
	example(func(ctx context.Context) error {
		items := []*tasks.Task[string]{
			tasks.Go(ctx, tasks.After(time.Hour, "slow"), tasks.Name("slow")),
			tasks.Go(ctx, tasks.After(time.Second, "fast"), tasks.Name("fast")),
		}
		done, pending, err := supervise.Wait(ctx, items, supervise.FirstCompleted, supervise.NoLimit)
		fmt.Println("done:", done[0].Name(), "pending:", pending[0].Name())
		return err
	})
	// Output:
	// done: fast pending: slow
	// <nil>
}

// A cancellation of who waits does not reach what is shielded.
func ExampleShield() {
	example(func(ctx context.Context) error {
		payment := tasks.Go(ctx, tasks.After(time.Minute, "paid"))
		customer := tasks.Go(ctx, func(ctx context.Context) (string, error) {
			return supervise.Shield(ctx, payment).Await(ctx)
		})
		if err := tasks.Yield(ctx); err != nil {
			return err
		}
		customer.Cancel()
		_, err := customer.Await(ctx)
		fmt.Println("customer:", err)
		fmt.Println(payment.Await(ctx))
		return nil
	})
	// Output:
	// customer: canceled
	// paid <nil>
	// <nil>
}

func ExampleAsCompleted() {
	example(func(ctx context.Context) error {
		for v, err := range supervise.AsCompleted(ctx, supervise.NoLimit,
			tasks.After(3*time.Second, "c"), tasks.After(time.Second, "a"), tasks.After(2*time.Second, "b")) {
			if err != nil {
				return err
			}
			fmt.Println(v)
		}
		return nil
	})
	// Output:
	// a
	// b
	// c
	// <nil>
}

// The limit is for all that body awaits.
func ExampleTimeout() {
	example(func(ctx context.Context) error {
		return supervise.Timeout(ctx, time.Second, func(ctx context.Context, _ *supervise.Scope) error {
			defer fmt.Println("cleaned up")
			return tasks.Sleep(ctx, time.Hour)
		})
	})
	// Output:
	// cleaned up
	// the body timed out after 1s
}

// When one task fails the others are canceled, and the group ends with all errors
// when all of them have ended.
func ExampleWithGroup() {
	example(func(ctx context.Context) error {
		return supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			slow := supervise.GoIn(g, tasks.After(time.Hour, "slow"))
			slow.OnDone(func() { fmt.Println("canceled:", slow.Canceled()) })
			supervise.GoIn(g, fails(time.Second))
			return nil
		})
	})
	// Output:
	// canceled: true
	// an error in a group: broken
}

// The next begins when one fails, or after the delay; the first result ends the others.
func ExampleRace() {
	example(func(ctx context.Context) error {
		v, winner, err := supervise.Race(ctx, time.Second,
			tasks.After(time.Hour, "the first mirror"), tasks.After(time.Minute, "the second"))
		fmt.Println(v, winner)
		return err
	})
	// Output:
	// the second 1
	// <nil>
}

// Completed gives the tasks themselves, so that one knows whose result it is.
func ExampleCompleted() {
	example(func(ctx context.Context) error {
		hosts := map[tasks.Handle]string{}
		var pings []tasks.Awaitable[time.Duration]
		for host, takes := range map[string]time.Duration{"near": time.Millisecond, "far": time.Second} {
			ping := tasks.Go(ctx, tasks.After(takes, takes))
			hosts[ping] = host
			pings = append(pings, ping)
		}
		for ping, err := range supervise.Completed(ctx, supervise.NoLimit, pings...) {
			if err != nil {
				return err
			}
			took, err := ping.Result()
			fmt.Println(hosts[ping], took, err)
		}
		return nil
	})
	// Output:
	// near 1ms <nil>
	// far 1s <nil>
	// <nil>
}

// A group that has what it wanted ends early, without an error.
func ExampleGroup_Cancel() {
	example(func(ctx context.Context) error {
		found := ""
		err := supervise.WithGroup(ctx, func(_ context.Context, g *supervise.Group) error {
			for name, takes := range map[string]time.Duration{"attic": time.Hour, "cellar": time.Minute} {
				supervise.GoIn(g, tasks.Void(func(ctx context.Context) error {
					if err := tasks.Sleep(ctx, takes); err != nil {
						return err
					}
					found = name
					g.Cancel()
					return nil
				}))
			}
			return nil
		})
		fmt.Println("found in the", found)
		return err
	})
	// Output:
	// found in the cellar
	// <nil>
}

// A limit that moves with each sign of life: here nothing may take longer than a minute.
func ExampleScope_Reschedule() {
	example(func(ctx context.Context) error {
		loop := tasks.LoopOf(ctx)
		return supervise.Timeout(ctx, time.Minute, func(ctx context.Context, s *supervise.Scope) error {
			for part := 1; ; part++ {
				if err := tasks.Sleep(ctx, time.Duration(part)*25*time.Second); err != nil {
					return err
				}
				fmt.Println("part", part)
				if err := s.Reschedule(loop.Now().Add(time.Minute)); err != nil {
					return err
				}
			}
		})
	})
	// Output:
	// part 1
	// part 2
	// the body timed out
}
