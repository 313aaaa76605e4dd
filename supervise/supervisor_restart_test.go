package supervise_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// endsOnceChild ends with err after 10 ms in its first run, and stays in later ones.
func endsOnceChild(err error, how supervise.RestartType) supervise.Child {
	first := true
	return supervise.Child{Name: "a", Restart: how, Run: func(ctx context.Context) error {
		if !first {
			return stay(ctx)
		}
		first = false
		return sleepThen(10, err)(ctx)
	}}
}

// countRuns counts how often a child of this type runs when it ends so once. A supervisor that
// gives up counts 100 more.
func countRuns(t *testing.T, end error, how supervise.RestartType, decide func(string, error) supervise.Directive) int {
	runs := 0
	inRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{
			Decide:   decide,
			Children: []supervise.Child{endsOnceChild(end, how)},
			Events: func(e supervise.Event) {
				switch e.(type) {
				case supervise.Started:
					runs++
				case supervise.GaveUp:
					runs += 100
				}
			},
		})
		letTimePass(ctx, 100)
		s.Shutdown(ctx)
	})
	return runs
}

func TestTheRestartTypeSaysAfterWhichEndAChildIsStartedAgain(t *testing.T) {
	for _, c := range []struct {
		how  supervise.RestartType
		end  error
		runs int
	}{
		{supervise.Permanent, nil, 2},
		{supervise.Permanent, errOutOfOrder, 2},
		{supervise.Transient, nil, 1},
		{supervise.Transient, errOutOfOrder, 2},
		{supervise.Transient, &tasks.CanceledError{Msg: "by a stranger"}, 2},
		{supervise.Temporary, nil, 1},
		{supervise.Temporary, errOutOfOrder, 1},
	} {
		require.Equal(t, c.runs, countRuns(t, c.end, c.how, nil), "%v after %v", c.how, c.end)
	}
}

func TestADirectiveGoesBeforeTheRestartType(t *testing.T) {
	for _, c := range []struct {
		d    supervise.Directive
		how  supervise.RestartType
		runs int
	}{
		{supervise.ByType, supervise.Transient, 2},
		{supervise.ByType, supervise.Temporary, 1},
		{supervise.Restart, supervise.Temporary, 2},
		{supervise.Stop, supervise.Permanent, 1},
		{supervise.Ignore, supervise.Permanent, 2},
		{supervise.Ignore, supervise.Transient, 1},
		{supervise.Escalate, supervise.Temporary, 101},
	} {
		decide := func(child string, err error) supervise.Directive {
			require.Equal(t, "a", child)
			require.ErrorIs(t, err, errOutOfOrder)
			return c.d
		}
		require.Equal(t, c.runs, countRuns(t, errOutOfOrder, c.how, decide), "%v of a %v child", c.d, c.how)
	}
}

func TestDecideIsNotAskedAboutAnEndWithoutAnError(t *testing.T) {
	require.Equal(t, 2, countRuns(t, nil, supervise.Permanent, func(string, error) supervise.Directive { return supervise.Stop }))
}

func TestAStrangersCancellationIsAFailure(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var task tasks.AnyTask
		s := supervise.Supervisor{Intensity: supervise.NeverRestart, Events: func(supervise.Event) {}, Children: []supervise.Child{{Name: "a", Run: func(ctx context.Context) error {
			task = tasks.Current(ctx)
			return stay(ctx)
		}}}}
		tasks.LoopOf(ctx).CallLater(time.Millisecond, func() { task.Cancel("by a stranger") })
		err := s.Run(ctx)
		require.EqualError(t, err, `supervisor "" gave up on "a" after 0 restarts of it: canceled: by a stranger`)
		require.False(t, tasks.IsCanceled(err), "giving up does not pass for a cancellation")
	})
}

func TestAPanicIsAFailureWithAStack(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var failed supervise.Failed
		s := supervise.Supervisor{
			Intensity: supervise.NeverRestart,
			Events: func(e supervise.Event) {
				if f, ok := e.(supervise.Failed); ok {
					failed = f
				}
			},
			Children: []supervise.Child{{Run: func(context.Context) error { panic("oh") }}},
		}
		var p *tasks.PanicError
		require.ErrorAs(t, s.Run(ctx), &p)
		require.Equal(t, p, failed.Err)
		require.Contains(t, failed.Stack, "TestAPanicIsAFailureWithAStack")
	})
}

// goexitChild is a child that ends its goroutine. Only a loop in the background goes on after that.
func goexitChild() supervise.Child {
	return supervise.Child{Name: "goexit", Run: func(context.Context) error {
		runtime.Goexit()
		return nil
	}}
}

func TestGoexitIsAFailure(t *testing.T) {
	loop, err := tasks.Start(tasks.VirtualClock())
	require.NoError(t, err)
	s := supervise.Supervisor{Intensity: supervise.NeverRestart, Events: func(supervise.Event) {}, Children: []supervise.Child{goexitChild()}}
	_, err = tasks.Submit(loop, tasks.Void(s.Run)).Wait(t.Context())
	require.ErrorIs(t, err, tasks.ErrGoexit)
	require.NoError(t, loop.Shutdown(t.Context()))
}

func TestOneForAllStopsAllInTheReverseOrderAndStartsAllInOrder(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Strategy: supervise.OneForAll, Events: tr.event, Children: []supervise.Child{
			stubbornChild("a", 1), failingChild("b", 10), stubbornChild("c", 2), stubbornChild("d", 3),
		}})
		letTimePass(ctx, 5)
		tr.take()
		letTimePass(ctx, 20)
		require.Equal(t, []string{
			"10 fail b: out of order", "10 stop b", "13 stop d", "15 stop c", "16 stop a",
			"16 restart a 1 after 0", "16 start a 2", "16 restart b 1 after 6", "16 start b 2",
			"16 restart c 1 after 1", "16 start c 2", "16 restart d 1 after 3", "16 start d 2",
		}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestRestForOneConcernsThoseBehind(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Strategy: supervise.RestForOne, Events: tr.event, Children: []supervise.Child{
			stubbornChild("a", 1), failingChild("b", 10), stubbornChild("c", 2),
		}})
		letTimePass(ctx, 5)
		tr.take()
		letTimePass(ctx, 20)
		require.Equal(t, []string{
			"10 fail b: out of order", "10 stop b", "12 stop c",
			"12 restart b 1 after 2", "12 start b 2", "12 restart c 1 after 0", "12 start c 2",
		}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestFailuresAtOnceUnderOneForAllAreOneRestart(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Strategy: supervise.OneForAll, Events: tr.event, Children: []supervise.Child{
			failingChild("a", 10), failingChild("b", 10), failingChild("c", 10),
		}})
		letTimePass(ctx, 5)
		tr.take()
		letTimePass(ctx, 20)
		require.Equal(t, []string{
			"10 fail a: out of order", "10 stop a", "10 fail b: out of order", "10 stop b", "10 fail c: out of order", "10 stop c",
			"10 restart a 1 after 0", "10 start a 2", "10 restart b 1 after 0", "10 start b 2", "10 restart c 1 after 0", "10 start c 2",
		}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestAFailureWhileASetStopsWidensTheSet(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Strategy: supervise.RestForOne, Intensity: 2, Events: tr.event, Children: []supervise.Child{
			failingChild("a", 15), stubbornChild("b", 1), failingChild("c", 10), stubbornChild("d", 10),
		}})
		letTimePass(ctx, 5)
		tr.take()
		letTimePass(ctx, 30)
		require.Equal(t, []string{
			"10 fail c: out of order", "10 stop c", "15 fail a: out of order", "15 stop a", "20 stop d", "21 stop b",
			"21 restart a 1 after 6", "21 start a 2", "21 restart b 1 after 0", "21 start b 2",
			"21 restart c 1 after 11", "21 start c 2", "21 restart d 1 after 1", "21 start d 2",
		}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestAFailureDuringTheBackoffOfASetWidensTheSet(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{
			Strategy: supervise.RestForOne, Intensity: 2, Backoff: supervise.Backoff{Min: 10 * time.Millisecond}, Events: tr.event,
			Children: []supervise.Child{failingChild("a", 15), failingChild("b"), failingChild("c", 10)},
		})
		letTimePass(ctx, 5)
		tr.take()
		letTimePass(ctx, 30)
		require.Equal(t, []string{
			"10 fail c: out of order", "10 stop c", "15 fail a: out of order", "15 stop a", "15 stop b",
			"25 restart a 1 after 10", "25 start a 2", "25 restart b 1 after 10", "25 start b 2", "25 restart c 1 after 15", "25 start c 2",
		}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestASetLeavesOutWhoHasEndedForGood(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		done := endsOnceChild(nil, supervise.Transient)
		job := failingChild("job")
		job.Restart = supervise.Temporary
		s := supervise.Start(ctx, supervise.Supervisor{Strategy: supervise.OneForAll, Events: tr.event, Children: []supervise.Child{done, job, failingChild("c", 20)}})
		letTimePass(ctx, 15)
		tr.take()
		letTimePass(ctx, 30)
		require.Equal(t, []string{"20 fail c: out of order", "20 stop c", "20 stop job", "20 restart c 1 after 0", "20 start c 2"}, tr.take())
		require.Equal(t, []supervise.ChildInfo{
			{Name: "a", State: supervise.ChildEnded},
			{Name: "c", State: supervise.ChildRunning, Restarts: 1, Err: errOutOfOrder},
		}, s.Children())
		s.Shutdown(ctx)
	})
}

func TestAChildThatFailsWhileItIsStoppedIsToldAndRestarted(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		sore := errors.New("sore")
		s := supervise.Start(ctx, supervise.Supervisor{Strategy: supervise.OneForAll, Events: tr.event, Children: []supervise.Child{
			failingChild("a", 10), {Name: "b", Run: failWhenCanceled(sore)},
		}})
		letTimePass(ctx, 5)
		tr.take()
		letTimePass(ctx, 20)
		require.Equal(t, []string{
			"10 fail a: out of order", "10 stop a", "10 fail b: sore", "10 stop b",
			"10 restart a 1 after 0", "10 start a 2", "10 restart b 1 after 0", "10 start b 2",
		}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestACancellationWhileASetStopsEndsTheSupervisor(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Strategy: supervise.OneForAll, Events: tr.event, Children: []supervise.Child{
			stubbornChild("a", 10), stubbornChild("b", 10), failingChild("c", 10),
		}})
		letTimePass(ctx, 15)
		tr.take()
		s.Cancel()
		_, err := s.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.Equal(t, []string{"20 stop b", "30 stop a"}, tr.take())
	})
}
