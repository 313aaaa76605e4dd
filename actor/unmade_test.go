package actor_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestATaskThatCouldNotBeMadeSaysThatItHasFinished(t *testing.T) {
	l := actor.New(actor.System(addresses))
	require.NoError(t, l.Shutdown(t.Context()))
	require.Contains(t, tasks.GoOn(context.Background(), l, tasks.After(0, 0)).String(), "(finished)")
}
