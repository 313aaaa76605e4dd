package actor_test

import (
	"context"
	"fmt"
	"time"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// countdown lets tasks wait until it has come to zero, as a sync.WaitGroup lets goroutines.
type countdown struct {
	left    int
	zero    bool
	waiting actor.WaitQueue
	home    actor.Home
}

func (c *countdown) Done() {
	if c.left--; c.left == 0 {
		c.zero = true
		c.waiting.WakeAll()
	}
}

func (c *countdown) Wait(ctx context.Context) error {
	_, err := c.waiting.Wait(ctx, &c.zero, &c.home, "a countdown")
	return err
}

// What tasks wait for can be of one's own: a queue of waits, and whoever wakes them.
func ExampleWaitQueue() {
	launch := &countdown{left: 3}
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		loop := tasks.LoopOf(ctx)
		for i := range 3 {
			loop.CallLater(time.Duration(i+1)*time.Second, func() {
				fmt.Println(launch.left)
				launch.Done()
			})
		}
		err := launch.Wait(ctx)
		fmt.Println("lift off")
		return err
	}), tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// 3
	// 2
	// 1
	// lift off
	// <nil>
}

// A task parks until a callback wakes it. A cancellation ends the wait, too: so whoever could still
// wake the task is told to forget it, since that would end whatever the task waits for next.
func ExampleEnter() {
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		w, err := actor.Enter(ctx, "the bell")
		if err != nil {
			return err
		}
		bell := w.Loop().CallLater(time.Hour, func() {
			fmt.Println("ding")
			w.Wake()
		})
		defer bell.Cancel()
		err = w.Park()
		fmt.Println("up")
		return err
	}), tasks.VirtualClock())
	fmt.Println(err)
	// Output:
	// ding
	// up
	// <nil>
}
