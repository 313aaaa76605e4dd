package actor_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// belongsHere awaits and makes tasks, as debug mode forbids on a foreign goroutine.
func belongsHere(ctx context.Context) (int, error) {
	for range 6 {
		if err := actor.Yield(ctx); err != nil {
			return 0, err
		}
		if _, err := tasks.Go(ctx, tasks.After(0, 1)).Await(ctx); err != nil {
			return 0, err
		}
	}
	return 0, actor.LoopOf(ctx).CheckGoroutine()
}

// switching switches debug mode on and off while tasks are on their way.
func switching(ctx context.Context) (err error) {
	l := actor.LoopOf(ctx)
	var all []*tasks.Task[int]
	for range 3 {
		all = append(all, tasks.Go(ctx, belongsHere))
	}
	for i := range 6 {
		l.SetDebug(i%2 == 0)
		err = errors.Join(err, l.CheckGoroutine())
		l.CallSoon(func() { err = errors.Join(err, l.CheckGoroutine()) })
		err = errors.Join(err, actor.Yield(ctx), l.CheckGoroutine())
	}
	for _, one := range all {
		_, failed := one.Await(ctx)
		err = errors.Join(err, failed)
	}
	return err
}

func TestDebugModeCanBeSwitchedInTheMiddle(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		t.Run("foreground", func(t *testing.T) { require.NoError(t, run(t, switching, engine...)) })
		t.Run("background", func(t *testing.T) { require.NoError(t, onLoop(t, started(t, engine...), switching)) })
	})
}

func TestALoopThatWasDrivenInDebugModeCanBeDrivenByOthers(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		r := tasks.NewRunner(engine...)
		_, err := tasks.RunWith(t.Context(), r, tasks.Void(func(ctx context.Context) error {
			actor.LoopOf(ctx).SetDebug(true)
			return actor.Yield(ctx)
		}))
		require.NoError(t, err)
		aside(func() { _, err = tasks.RunWith(context.Background(), r, tasks.After(0, 0)) })
		require.NoError(t, err)
		require.NoError(t, r.Close())
	})
}

func TestTheStepThatSwitchesDebugModeOffDoesNotLastUntilItIsOnAgain(t *testing.T) {
	onEngines(t, func(t *testing.T, engine []actor.Option) {
		synctest.Test(t, func(t *testing.T) {
			var got reports
			_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
				l := actor.LoopOf(ctx)
				l.SetDebug(true)
				err := actor.Yield(ctx)
				l.SetDebug(false)
				err = errors.Join(err, actor.Yield(ctx), keepsControl(time.Second)(ctx))
				l.SetDebug(true)
				return errors.Join(err, actor.Yield(ctx))
			}), append(engine, actor.OnReport(got.take))...)
			require.NoError(t, err)
			require.Empty(t, got.list())
		})
	})
}

// asked is a context that says when it is asked for a value.
type asked struct {
	context.Context
	say func()
}

func (a asked) Value(key any) any {
	a.say()
	return a.Context.Value(key)
}

// It is the race detector that would tell.
func TestDebugModeIsSwitchedWhileSomebodyShutsTheLoop(t *testing.T) {
	l := started(t)
	begun, shuts := make(chan struct{}), make(chan struct{})
	require.NoError(t, l.Post(func() {
		close(begun)
		<-shuts
		l.SetDebug(!l.DebugMode())
	}))
	<-begun
	require.NoError(t, l.Shutdown(asked{t.Context(), sync.OnceFunc(func() { close(shuts) })}))
}
