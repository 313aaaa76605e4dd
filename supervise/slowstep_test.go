package supervise_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// slowReports runs body in a bubble, and returns what the loop reported of slow steps.
func slowReports(t *testing.T, body func(ctx context.Context) error) (slow []tasks.Report) {
	synctest.Test(t, func(t *testing.T) {
		system := proto.NewActorSystem()
		_, _ = tasks.Run(t.Context(), tasks.Void(body), tasks.Debug(true), tasks.System(system), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) {
			if strings.HasPrefix(r.Message, "a step took") {
				slow = append(slow, r)
			}
		}))
		system.Shutdown()
		time.Sleep(2 * time.Second) // protoactor's dead letters
	})
	return slow
}

func TestASlowDecideIsReportedWithItsChild(t *testing.T) {
	slow := slowReports(t, func(ctx context.Context) error {
		return supervise.Supervisor{
			Name:     "s",
			Decide:   func(string, error) supervise.Directive { time.Sleep(time.Second); return supervise.Escalate },
			Children: []supervise.Child{{Name: "a", Run: func(context.Context) error { return errors.New("x") }}},
		}.Run(ctx)
	})
	require.Len(t, slow, 1)
	require.Contains(t, slow[0].Message, `: it handled the end of task "s/a"`)
}

func TestASlowReceiveOnALoopsMailboxIsReportedWithItsActor(t *testing.T) {
	slow := slowReports(t, func(ctx context.Context) error {
		l := tasks.LoopOf(ctx)
		pid, err := l.System().Root.SpawnNamed(proto.PropsFromFunc(func(c proto.Context) {
			if _, ok := c.Message().(int); ok {
				time.Sleep(time.Second)
				c.Respond(1)
			}
		}, proto.WithMailbox(l.Mailbox)), "slow")
		require.NoError(t, err)
		_, err = tasks.Ask[int](ctx, pid, 1).Await(ctx)
		l.System().Root.Stop(pid)
		return err
	})
	require.Len(t, slow, 1)
	require.Contains(t, slow[0].Message, ": it handled a message of type int to nonhost/slow")
}

func TestASlowTaskOfVoidThatHasEndedIsReportedWithWhoMadeIt(t *testing.T) {
	slow := slowReports(t, func(ctx context.Context) error {
		_, err := tasks.Go(ctx, tasks.Void(func(context.Context) error { time.Sleep(time.Second); return nil })).Await(ctx)
		return err
	})
	require.Len(t, slow, 1)
	require.NotContains(t, slow[0].Stack, "tasks/coro.go")
	require.Contains(t, slow[0].Stack, "slowstep_test.go:")
}
