package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// The news of the end of a context comes by a goroutine. A virtual clock must
// not take the time until then for silence.
func TestTheEndOfADerivedContextIsNoDeadlock(t *testing.T) {
	for name, end := range map[string]func(l *tasks.Loop, stop func()){
		"by a callback": func(l *tasks.Loop, stop func()) { l.CallSoon(stop) },
		"by a timer":    func(l *tasks.Loop, stop func()) { l.CallLater(time.Second, stop) },
		"at once":       func(_ *tasks.Loop, stop func()) { stop() },
	} {
		t.Run(name, func(t *testing.T) {
			for range 20 { // the goroutine may be quick
				ftRun(t, func(ctx context.Context) {
					within, stop := context.WithCancelCause(ctx)
					end(tasks.LoopOf(ctx), func() { stop(errFt) })
					_, err := tasks.NewFuture[int](ctx).Await(within)
					require.Same(t, errFt, err)
				})
			}
		})
	}
}

func TestTheEndOfADerivedContextComesBeforeALaterTimer(t *testing.T) {
	for range 20 {
		ftRun(t, func(ctx context.Context) {
			l := tasks.LoopOf(ctx)
			began := l.Now()
			l.CallLater(time.Hour, func() {})
			within, stop := context.WithCancel(ctx)
			l.CallLater(time.Second, stop)
			require.ErrorIs(t, tasks.Sleep(within, time.Minute), context.Canceled)
			require.Equal(t, time.Second, l.Now().Sub(began))
		})
	}
}
