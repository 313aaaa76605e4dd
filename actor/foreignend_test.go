package actor_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestDebugModeFindsAForeignGoroutineThatEndsWhatATaskAwaits(t *testing.T) {
	for name, c := range map[string]struct {
		await func(ctx context.Context, ready func(end func())) error
	}{
		"Completion.Settle": {func(ctx context.Context, ready func(func())) error {
			var c actor.Completion
			c.Init(actor.LoopOf(ctx), nil)
			ready(func() { c.Settle(nil) })
			return c.Await(ctx)
		}},
		"Wait.Cancel": {func(ctx context.Context, ready func(func())) error {
			w, err := actor.Enter(ctx, "a client")
			if err != nil {
				return err
			}
			ready(func() { w.Cancel("gone") })
			return w.Park()
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var mu sync.Mutex
			var reports []error
			loop, err := tasks.Start(tasks.Debug(true), tasks.SlowStep(time.Minute), tasks.OnReport(func(_ *actor.Loop, r actor.Report) {
				mu.Lock()
				defer mu.Unlock()
				reports = append(reports, r.Err)
			}))
			require.NoError(t, err)
			ends := make(chan func(), 1)
			p := tasks.Submit(loop, func(ctx context.Context) (int, error) {
				return 0, c.await(ctx, func(end func()) {
					actor.LoopOf(ctx).CallSoon(func() { ends <- end })
				})
			})
			(<-ends)()
			select {
			case <-p.Done():
			case <-time.After(5 * time.Second):
				t.Error("the task waits for ever")
			}
			mu.Lock()
			require.Len(t, reports, 1)
			require.ErrorIs(t, reports[0], actor.ErrForeignGoroutine)
			mu.Unlock()
			require.NoError(t, loop.Shutdown(context.Background()))
		})
	}
}

func TestWhatAForeignGoroutineEndsInDebugModeEndsOnItsLoop(t *testing.T) {
	for name, end := range map[string]func(c *actor.Completion) bool{
		"Settle":      func(c *actor.Completion) bool { return c.Settle(nil) },
		"EndCanceled": func(c *actor.Completion) bool { return c.EndCanceled(nil) },
	} {
		t.Run(name, func(t *testing.T) {
			loop, err := tasks.Start(tasks.Debug(true), tasks.SlowStep(time.Minute), tasks.OnReport(func(*actor.Loop, actor.Report) {}))
			require.NoError(t, err)
			var c actor.Completion
			c.Init(loop, nil)
			busy, goOn := make(chan struct{}), make(chan struct{})
			require.NoError(t, loop.Post(func() { close(busy); <-goOn }))
			<-busy
			require.True(t, end(&c))
			require.False(t, c.Finished(), "the loop is busy")
			close(goOn)
			select {
			case <-c.Done():
			case <-time.After(5 * time.Second):
				t.Error("it never ends")
			}
			require.NoError(t, loop.Shutdown(context.Background()))
		})
	}
}
