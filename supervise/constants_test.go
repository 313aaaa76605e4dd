package supervise_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAnUnknownConstantIsRefused(t *testing.T) {
	run := func(s supervise.Supervisor) func(ctx context.Context) error {
		return func(ctx context.Context) error { _, err := supervise.Start(ctx, s).Shutdown(ctx); return err }
	}
	wrong := failingChild("a")
	wrong.Restart = 77
	actor := supervise.Actor{Name: "a", Overflow: 99, Handle: func(context.Context, any) (any, error) { return nil, nil }}
	for name, c := range map[string]struct {
		call func(ctx context.Context) error
		want string
	}{
		"Strategy":           {run(supervise.Supervisor{Name: "s", Strategy: 77}), `supervisor "s": no such strategy: 77: invalid state`},
		"Strategy, negative": {run(supervise.Supervisor{Name: "s", Strategy: -1}), `supervisor "s": no such strategy: -1: invalid state`},
		"RestartType":        {run(supervise.Supervisor{Name: "s", Children: []supervise.Child{wrong}}), `supervisor "s": child "a": no such restart type: 77: invalid state`},
		"RestartType of Add": {func(ctx context.Context) error {
			s := supervise.Start(ctx, supervise.Supervisor{})
			defer s.Shutdown(ctx)
			return s.Add(wrong)
		}, `child "a": no such restart type: 77: invalid state`},
		"Overflow": {func(ctx context.Context) error { _, err := supervise.Spawn(ctx, actor); return err }, `the actor "a": no such overflow: 99: invalid state`},
		"When": {func(ctx context.Context) error {
			_, _, err := supervise.Wait(ctx, []tasks.Handle{tasks.Go(ctx, tasks.After(0, 1))}, 99, supervise.NoLimit)
			return err
		}, "Wait: no such condition: 99: invalid state"},
		"Overflow of a Child": {func(ctx context.Context) error { _, _, err := actor.Child(ctx); return err }, `the actor "a": no such overflow: 99: invalid state`},
	} {
		t.Run(name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				err := c.call(ctx)
				require.ErrorContains(t, err, c.want)
				require.ErrorIs(t, err, tasks.ErrInvalidState)
			})
		})
	}
}

func TestAnUnknownDirectiveIsReportedAndLeavesItToTheRestartType(t *testing.T) {
	for _, unknown := range []supervise.Directive{99, -1} {
		reports := reportsOf(t, func(ctx context.Context) {
			s := supervise.Start(ctx, supervise.Supervisor{
				Name: "s", Events: func(supervise.Event) {}, Children: []supervise.Child{failingChild("a", 1)},
				Decide: func(string, error) supervise.Directive { return unknown },
			})
			letTimePass(ctx, 5)
			require.Equal(t, 1, s.Children()[0].Restarts)
			s.Shutdown(ctx)
		})
		require.Len(t, reports, 1)
		require.Equal(t, `Decide of supervisor "s" gave a wrong answer about "a"`, reports[0].Message)
		require.ErrorContains(t, reports[0].Err, "no such directive: ")
		require.ErrorIs(t, reports[0].Err, tasks.ErrInvalidState)
	}
}

func TestAnUnknownDirectiveRestartsAProtoactorActor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asksAgain(t, silentSystem(t), supervise.Supervisor{Decide: func(string, error) supervise.Directive { return 99 }})
	})
}

func TestAConstantThatIsNegativeHasAName(t *testing.T) {
	require.Equal(t, "unknown (-1)", supervise.Strategy(-1).String())
}
