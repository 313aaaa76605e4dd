package actor_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

func TestCancelAnewOfAFiberIsItsOwnCancel(t *testing.T) {
	for name, ask := range map[string]func(f *actor.Fiber) bool{
		"Cancel":     func(f *actor.Fiber) bool { return f.Cancel("") },
		"CancelAnew": func(f *actor.Fiber) bool { return f.CancelAnew("") },
	} {
		t.Run(name, func(t *testing.T) {
			l := actor.New(actor.VirtualClock(), actor.Debug(false))
			d := &deafBody{work{run: func(ctx context.Context) error { return actor.Sleep(ctx, time.Hour) }}, func() bool { return false }}
			d.fiber.Init(l, d)
			require.NoError(t, d.fiber.Start(context.Background(), nil))
			l.CallLater(time.Second, func() { require.True(t, ask(&d.fiber)) })
			require.NoError(t, l.RunUntil(&d.fiber.Completion))
			require.True(t, d.fiber.Canceled())
			require.NoError(t, l.Shutdown(t.Context()))
		})
	}
}

func TestCancelAnewDoesNotEndAZeroFiber(t *testing.T) {
	var f actor.Fiber
	require.True(t, f.CancelAnew(""))
	require.False(t, f.Finished())
}
