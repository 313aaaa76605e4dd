package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
)

func TestASupervisorAsAChildMayTakeAsLongAsItsOwnChildrenToStop(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		inner := supervise.Supervisor{Name: "inner", Children: []supervise.Child{stubbornChild("x", 3000), stubbornChild("y", 3000)}}
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{inner.Child()}})
		letTimePass(ctx, 1)
		report, err := s.Shutdown(ctx)
		require.NoError(t, err)
		require.Empty(t, report.Abandoned)
		require.Equal(t, "inner", report.Stopped[0].Child)
	})
}

func TestASupervisorAsAChildIsReadyWhenItsOwnChildrenAre(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		inner := supervise.Supervisor{Name: "inner", Events: tr.event, Children: []supervise.Child{failingChild("x")}}
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{inner.Child(), failingChild("next")}})
		letTimePass(ctx, 1)
		require.Equal(t, []string{"0 start inner 1", "0 start x 1", "0 start next 1"}, tr.take())
		s.Shutdown(ctx)
	})
}
