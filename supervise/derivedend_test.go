package supervise_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// By the real clock: the news of a context's end comes to each waiter by a goroutine of its own.
func TestAnAwaitUnderAContextEndsWithItsCauseWhoeverHearsOfTheEndFirst(t *testing.T) {
	why := errors.New("why")
	forever := tasks.Void(func(ctx context.Context) error { return tasks.Sleep(ctx, time.Hour) })
	for name, await := range map[string]func(ctx context.Context) error{
		"GatherOutcomes": func(ctx context.Context) error {
			_, err := supervise.GatherOutcomes(ctx, tasks.Awaitable[struct{}](forever), forever).Await(ctx)
			return err
		},
		"Wait": func(ctx context.Context) error {
			both := []*tasks.Task[struct{}]{tasks.Go(ctx, forever), tasks.Go(ctx, forever)}
			_, _, err := supervise.Wait(ctx, both, supervise.AllCompleted, supervise.NoLimit)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			others := 0
			for range 500 {
				_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
					derived, cancel := context.WithCancelCause(ctx)
					tasks.LoopOf(ctx).CallLater(time.Microsecond, func() { cancel(why) })
					if !errors.Is(await(derived), why) {
						others++
					}
					return nil
				}))
				if err != nil {
					t.Fatal(err)
				}
			}
			if others > 0 {
				t.Errorf("%d of 500 awaits did not end with the cause", others)
			}
		})
	}
}
