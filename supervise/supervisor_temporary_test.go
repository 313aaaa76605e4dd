package supervise_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
)

func TestWhoIsBeforeATemporaryChildIsRestartedWithItsSet(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		passing := failingChild("b")
		passing.Restart = supervise.Temporary
		s := supervise.Start(ctx, supervise.Supervisor{
			Strategy: supervise.OneForAll, Events: tr.event, Children: []supervise.Child{failingChild("a"), passing, failingChild("c", 10)},
		})
		letTimePass(ctx, 5)
		tr.take()
		letTimePass(ctx, 10)
		require.Equal(t, []string{
			"10 fail c: out of order", "10 stop c", "10 stop b", "10 stop a",
			"10 restart a 1 after 0", "10 start a 2", "10 restart c 1 after 0", "10 start c 2",
		}, tr.take())
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}
