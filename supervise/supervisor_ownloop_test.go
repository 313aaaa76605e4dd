package supervise_test

// A supervised child may drive a loop of its own in a thread, with supervisors and actors on it.

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestASupervisorOnALoopOfItsOwnIsReady(t *testing.T) {
	for _, debug := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			ctx, stop := context.WithCancel(context.Background())
			over := make(chan struct{})
			var next atomic.Bool
			inner := supervise.Supervisor{Name: "inner", Children: []supervise.Child{{Name: "leaf", Run: forEver}}}
			outer := supervise.Supervisor{Name: "outer", Children: []supervise.Child{
				{Name: "own loop", WaitReady: true, Run: func(ctx context.Context) error {
					_, err := tasks.ToThread(ctx, func(ctx context.Context) (struct{}, error) {
						return tasks.Run(ctx, tasks.Void(inner.Run), tasks.Debug(debug))
					})
					return err
				}},
				{Name: "next", Run: func(ctx context.Context) error {
					next.Store(true)
					return forEver(ctx)
				}},
			}}
			go func() {
				defer close(over)
				_, _ = tasks.Run(ctx, tasks.Void(outer.Run), tasks.Debug(debug),
					tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { t.Errorf("debug %v: %s", debug, r.Message) }))
			}()
			synctest.Wait()
			if !next.Load() {
				t.Errorf("debug %v: the next child was not started", debug)
			}
			stop()
			<-over
		})
	}
}

// An actor on a loop that a supervised child drives in a thread looks at nothing of the child's
// supervisor, which belongs to another loop. (Under -race.)
func TestAnActorOnALoopOfASupervisedChildEndsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		own := func(ctx context.Context) error {
			ref, err := supervise.Spawn(ctx, supervise.Actor{Handle: func(context.Context, any) (any, error) { return nil, nil }})
			if err != nil {
				return err
			}
			ref.Stop()
			if err := ref.Await(ctx); err != nil {
				return err
			}
			return forEver(ctx)
		}
		_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
			staff := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{{Name: "own loop", Run: func(ctx context.Context) error {
				_, err := tasks.ToThread(ctx, func(ctx context.Context) (struct{}, error) { return tasks.Run(ctx, tasks.Void(own)) })
				return err
			}}}})
			if err := tasks.Sleep(ctx, time.Second); err != nil { // until all else waits
				return err
			}
			_, err := staff.Shutdown(ctx)
			return err
		}))
		require.NoError(t, err)
	})
}

func forEver(ctx context.Context) error {
	var never tasks.Event
	return never.Wait(ctx)
}
