package actor_test

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// silentOwner is an owner whose name cannot be told.
type silentOwner struct{ asked func() }

func (silentOwner) Cancel(string) bool { return false } // so that its task never ends
func (o silentOwner) String() string   { o.asked(); return "never" }

// awaitSilent waits for what an owner with that String owns, and for ever.
func awaitSilent(asked func()) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		_, err := tasks.SupervisedFuture[int](actor.LoopOf(ctx), silentOwner{asked}).Await(ctx)
		return err
	}
}

func TestADeadlockIsToldThoughAnOwnersStringPanics(t *testing.T) {
	err := run(t, awaitSilent(func() { panic("boom") }))
	require.ErrorContains(t, err, `task "Task-1" waits for a actor_test.silentOwner, whose String panics: boom`)
}

func TestABackgroundLoopTellsADeadlockOnceThoughAnOwnersStringPanics(t *testing.T) {
	told := make(chan error, 2)
	var got reports
	l := started(t, actor.VirtualClock(), actor.OnReport(got.take), actor.OnDeadlock(func(err error) { told <- err }))
	end := tasks.SupervisedFuture[int](l, silentOwner{func() { panic("boom") }})
	waits := tasks.Submit(l, func(ctx context.Context) (int, error) { return end.Await(ctx) })
	require.ErrorContains(t, <-told, "whose String panics: boom")
	require.NoError(t, l.Post(func() { _ = end.SetResult(1) }))
	_, err := waits.Wait(t.Context())
	require.NoError(t, err)
	require.Empty(t, got.list())
}

func TestAGoexitInTheStringOfAnOwnerLosesNoReport(t *testing.T) {
	var got []string
	var silent, plain *tasks.Future[int] // kept, so that the end of the loop reports them
	armed := false                       // the invariants of a race build ask, too
	over := make(chan struct{})
	go func() {
		defer close(over)
		_, _ = tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
			silent, plain = tasks.SupervisedFuture[int](actor.LoopOf(ctx), silentOwner{func() {
				if armed {
					runtime.Goexit()
				}
			}}), tasks.NewFuture[int](ctx)
			_ = silent.SetError(errors.New("a"))
			_ = plain.SetError(errors.New("b"))
			armed = true
			for range 5 {
				_ = tasks.Yield(ctx)
			}
			return nil
		}), tasks.VirtualClock(), tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) { got = append(got, r.Message+" "+r.Err.Error()) }))
	}()
	<-over
	require.Len(t, got, 2)
	runtime.KeepAlive([]any{silent, plain})
}
