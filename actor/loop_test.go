package actor_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestALoopIsPrintedAsItsState(t *testing.T) {
	l := actor.New()
	require.Equal(t, "loop (not running)", fmt.Sprint(l))

	_, err := l.Start()
	require.NoError(t, err)
	require.Equal(t, "loop (running)", fmt.Sprint(l))
	printed := tasks.Submit(l, func(ctx context.Context) (string, error) {
		return fmt.Sprint(tasks.LoopOf(ctx)), nil
	})
	require.Equal(t, "loop (running)", fmt.Sprint(l), "while it may run elsewhere")
	s, err := printed.Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, "loop (running)", s)

	require.NoError(t, l.Shutdown(t.Context()))
	require.Equal(t, "loop (closed)", fmt.Sprint(l))
}
