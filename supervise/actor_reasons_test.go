package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// endings are reasons to end, of which one comes each second, and what an actor does then that handles two messages or
// more, of which one goes on for ten seconds, whatever comes.
var endings = []struct {
	reasons  []string
	ends     string // with the error
	next     string // that of the next await of who has run the actor
	canceled []int  // in which seconds the message is canceled
}{
	{reasons: []string{"stop", "stop"}},
	{reasons: []string{"stop", "derived"}, ends: "expected", canceled: []int{2}},
	{reasons: []string{"derived", "stop"}, ends: "expected", canceled: []int{1}},
	{reasons: []string{"derived", "failure"}, ends: "expected", canceled: []int{1}},
	{reasons: []string{"failure", "derived"}, ends: "out of order", canceled: []int{1}},
	{reasons: []string{"failure", "stop"}, ends: "out of order", canceled: []int{1}},
	{reasons: []string{"stop", "failure"}, ends: "out of order", canceled: []int{2}},
	{reasons: []string{"stop", "failure", "derived"}, ends: "out of order", canceled: []int{2}},
	{reasons: []string{"failure", "a", "b"}, ends: "out of order", next: "canceled: b", canceled: []int{1, 2, 3}},
	{reasons: []string{"stop", "failure", "a"}, ends: "out of order", next: "canceled: a", canceled: []int{2, 3}},
	{reasons: []string{"a", "failure"}, ends: "canceled: a", canceled: []int{1}},
	{reasons: []string{"a", "b"}, ends: "canceled: a", canceled: []int{1, 2}},
	{reasons: []string{"stop", "a", "b"}, ends: "canceled: a", canceled: []int{2, 3}},
	{reasons: []string{"a", "derived"}, ends: "canceled: a", canceled: []int{1}},
	{reasons: []string{"derived", "a", "b"}, ends: "canceled: a", canceled: []int{1, 2, 3}},
	{reasons: []string{"derived", "failure", "a", "b"}, ends: "canceled: a", canceled: []int{1, 3, 4}},
}

// endsBy lets each of the reasons come, and returns when the message was canceled, what the actor ends with, and what its
// runner awaits next.
func endsBy(t *testing.T, reasons []string) (canceled []int, ended, next error) {
	inLoggedRun(t, func(ctx context.Context) {
		l := tasks.LoopOf(ctx)
		began := l.Now()
		seconds := func() int { return int(l.Now().Sub(began) / time.Second) }
		child, ref, err := supervise.Actor{Interleave: -1, Handle: func(ctx context.Context, msg any) (any, error) {
			for until := msg.(int); seconds() < until; {
				err := tasks.Sleep(ctx, began.Add(time.Duration(until)*time.Second).Sub(l.Now()))
				if err != nil && until == 10 {
					canceled = append(canceled, seconds())
				}
			}
			if msg == 10 {
				return nil, nil
			}
			return nil, errOutOfOrder
		}}.Child(ctx)
		require.NoError(t, err)
		derived := func() {}
		boss := goVoid(ctx, func(ctx context.Context) error {
			limited, cancel := context.WithCancelCause(ctx)
			derived = func() { cancel(errExpected) }
			ended = child.Run(limited)
			next = tasks.Yield(ctx)
			return nil
		})
		tell(t, ctx, ref, 10)
		for i, reason := range reasons {
			if reason == "failure" {
				tell(t, ctx, ref, i+1)
			}
		}
		for _, reason := range reasons {
			require.NoError(t, tasks.Sleep(ctx, time.Second))
			switch reason {
			case "stop":
				ref.Stop()
			case "derived":
				derived()
			case "failure":
			default:
				boss.Cancel(reason)
			}
		}
		_, err = boss.Await(ctx)
		require.NoError(t, err)
	})
	return canceled, ended, next
}

func TestTheFirstReasonEndsAnActorButACancellationGoesBeforeTheEndOfAContext(t *testing.T) {
	for _, c := range endings {
		_, ended, next := endsBy(t, c.reasons)
		requireMessage(t, c.ends, ended, c.reasons)
		requireMessage(t, c.next, next, c.reasons)
	}
}

func TestEachCancellationCancelsTheMessagesUnderWayAndAnyOtherReasonOnlyWhenItIsTheFirst(t *testing.T) {
	for _, c := range endings {
		canceled, _, _ := endsBy(t, c.reasons)
		require.Equal(t, c.canceled, canceled, c.reasons)
	}
}

func requireMessage(t *testing.T, want string, err error, about any) {
	t.Helper()
	if want == "" {
		require.NoError(t, err, about)
	} else {
		require.EqualError(t, err, want, about)
	}
}

// endsWithChild runs an actor whose child takes ten seconds to stop. It stops after a second and is canceled after two.
func endsWithChild(t *testing.T, a supervise.Actor) (ended, next error) {
	onStarted := a.OnStarted
	a.Handle = fragile
	a.OnStarted = func(ctx context.Context) error {
		_, err := supervise.SpawnChild(ctx, supervise.Actor{Handle: fragile, OnStopped: sleepThen(10_000, nil)})
		if err == nil && onStarted != nil {
			err = onStarted(ctx)
		}
		return err
	}
	inLoggedRun(t, func(ctx context.Context) {
		child, ref, err := a.Child(ctx)
		require.NoError(t, err)
		tasks.LoopOf(ctx).CallLater(time.Second, ref.Stop)
		next = canceledAt(t, ctx, 2*time.Second, func(ctx context.Context) error {
			ended = child.Run(ctx)
			return tasks.Yield(ctx)
		})
	})
	return ended, next
}

func TestAFailureOfAHookGoesBeforeACancellationThatCameWhileTheChildrenStopped(t *testing.T) {
	failing := func(context.Context) error { return errOutOfOrder }
	for name, a := range map[string]supervise.Actor{
		"OnStarted": {OnStarted: failing}, "OnStopping": {OnStopping: failing}, "OnStopped": {OnStopped: failing},
	} {
		t.Run(name, func(t *testing.T) {
			ended, next := endsWithChild(t, a)
			require.ErrorIs(t, ended, errOutOfOrder)
			require.EqualError(t, next, "canceled: why")
		})
	}
}

// When the life is about to say what the hook has ended with, somebody has canceled it.
func TestAHookThatEndedAsCanceledBeforeItsActorWasIsNoFailure(t *testing.T) {
	stranger := func(context.Context) error { return &tasks.CanceledError{Msg: "a stranger"} }
	for name, a := range map[string]supervise.Actor{"OnStarted": {OnStarted: stranger}, "OnStopping": {OnStopping: stranger}} {
		t.Run(name, func(t *testing.T) {
			ended, next := endsWithChild(t, a)
			require.EqualError(t, ended, "canceled: a stranger")
			require.NoError(t, next)
		})
	}
}
