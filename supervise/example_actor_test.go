package supervise_test

import (
	"context"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// A handler may await: the loop and the other actors go on meanwhile, and this actor's next
// message waits. What only the handler uses needs no lock.
func ExampleSpawn() {
	example(func(ctx context.Context) error {
		balance := 100
		account, err := supervise.Spawn(ctx, supervise.Actor{
			Name: "account",
			Handle: supervise.Typed(func(ctx context.Context, amount int) (int, error) {
				if amount > balance {
					return balance, fmt.Errorf("there are only %d", balance)
				}
				if err := tasks.Sleep(ctx, time.Second); err != nil { // asks a bank
					return balance, err
				}
				balance -= amount
				return balance, nil
			}),
		})
		if err != nil {
			return err
		}
		first := tasks.Ask[int](ctx, account.PID(), 70)
		second := tasks.Ask[int](ctx, account.PID(), 70)
		fmt.Println(first.Await(ctx))
		fmt.Println(second.Await(ctx))
		account.Stop()
		return account.Await(ctx)
	})
	// Output:
	// 30 <nil>
	// 0 there are only 30
	// <nil>
}

// A supervisor starts again what fails, here an actor: its address stays, and so do the
// messages that wait.
func ExampleStart() {
	example(func(ctx context.Context) error {
		worker, ref, err := supervise.Actor{
			Name:      "worker",
			OnStarted: func(context.Context) error { fmt.Println("started"); return nil },
			Handle: supervise.Typed(func(_ context.Context, n int) (int, error) {
				return 100 / n, nil // panics for 0
			}),
		}.Child(ctx)
		if err != nil {
			return err
		}
		staff := supervise.Start(ctx, supervise.Supervisor{
			Name:     "staff",
			Children: []supervise.Child{worker},
			Events: func(e supervise.Event) {
				if failed, ok := e.(supervise.Failed); ok {
					fmt.Println(failed)
				}
			},
		})
		for _, n := range []int{5, 0, 4} {
			fmt.Println(tasks.Ask[int](ctx, ref.PID(), n).Await(ctx))
		}
		_, err = staff.Shutdown(ctx)
		return err
	})
	// Output:
	// started
	// 20 <nil>
	// 0 panic: runtime error: integer divide by zero
	// staff/worker failed: panic: runtime error: integer divide by zero
	// started
	// 25 <nil>
	// <nil>
}
