package supervise_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestAShutdownReportsWhatStoppedAndWhatWasAbandoned(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		sore := errors.New("sore")
		stubborn := stubbornChild("stubborn", 1000)
		stubborn.StopLimit = 100 * time.Millisecond
		done := endsOnceChild(nil, supervise.Transient)
		done.Name = "done"
		s := supervise.Start(ctx, supervise.Supervisor{Name: "root", Events: tr.event, Children: []supervise.Child{
			stubbornChild("slow", 20), done, stubborn, {Name: "sore", Run: failWhenCanceled(sore)},
		}})
		letTimePass(ctx, 50)
		tr.take()
		report, err := s.Shutdown(ctx)
		require.NoError(t, err)
		require.NoError(t, s.Err())
		require.Equal(t, &supervise.ShutdownReport{
			Supervisor: "root",
			Took:       120 * time.Millisecond,
			Stopped:    []supervise.ChildStop{{Child: "sore", Err: sore}, {Child: "slow", Took: 20 * time.Millisecond}},
			Abandoned:  []supervise.ChildStop{{Child: "stubborn", Took: 100 * time.Millisecond}},
			Idle:       []string{"done"},
		}, report)
		require.Equal(t, `supervisor "root" stopped in 120ms: 2 stopped, sore with an error (sore); 1 abandoned: stubborn after 100ms; 1 idle`, report.String())
		require.Equal(t, []string{"50 fail sore: sore", "50 stop sore", "150 abandon stubborn", "170 stop slow"}, tr.take())

		again, err := s.Shutdown(ctx)
		require.NoError(t, err)
		require.Same(t, report, again)
		letTimePass(ctx, 2000)
		require.Empty(t, tr.take(), "the end of an abandoned child is no event, unless it fails")
	})
}

func TestTheFailureOfAnAbandonedChildIsTold(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{{Name: "a", StopLimit: 10 * time.Millisecond, Run: func(ctx context.Context) error {
			_ = stay(ctx)
			letTimePass(ctx, 50)
			return errOutOfOrder
		}}}})
		letTimePass(ctx, 1)
		s.Shutdown(ctx)
		letTimePass(ctx, 100)
		require.Equal(t, []string{"0 start a 1", "11 abandon a", "51 fail a: out of order"}, tr.take())
	})
}

func TestAnAbandonedChildIsRestartedBesideItself(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		stubborn := stubbornChild("b", 1000)
		stubborn.StopLimit = 10 * time.Millisecond
		s := supervise.Start(ctx, supervise.Supervisor{Strategy: supervise.OneForAll, Events: tr.event, Children: []supervise.Child{failingChild("a", 5), stubborn}})
		letTimePass(ctx, 4)
		tr.take()
		letTimePass(ctx, 20)
		require.Equal(t, []string{
			"5 fail a: out of order", "5 stop a", "15 abandon b",
			"15 restart a 1 after 10", "15 start a 2", "15 restart b 1 after 0", "15 start b 2",
		}, tr.take())
		report, err := s.Shutdown(ctx)
		require.NoError(t, err)
		require.Len(t, report.Abandoned, 2, "the one from before and its successor")
	})
}

func TestWithoutALimitAStopWaits(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		stubborn := stubbornChild("a", 3_600_000)
		stubborn.StopLimit = supervise.NoLimit
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{stubborn}})
		letTimePass(ctx, 1)
		report, err := s.Shutdown(ctx)
		require.NoError(t, err)
		require.Equal(t, []supervise.ChildStop{{Child: "a", Took: time.Hour}}, report.Stopped)
	})
}

func TestAShutdownThatIsCanceledGoesOn(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{stubbornChild("a", 100)}})
		letTimePass(ctx, 1)
		stopping := goVoid(ctx, func(ctx context.Context) error {
			report, err := s.Shutdown(ctx)
			require.Nil(t, report)
			return err
		})
		letTimePass(ctx, 10)
		stopping.Cancel()
		_, err := stopping.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.False(t, s.Finished())
		report, err := s.Shutdown(ctx)
		require.NoError(t, err)
		require.Equal(t, 100*time.Millisecond, report.Took)
	})
}

func TestAShutdownAfterAnEscalationGivesItsError(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Intensity: supervise.NeverRestart, Events: func(supervise.Event) {}, Children: []supervise.Child{failingChild("a", 1), failingChild("b")}})
		letTimePass(ctx, 10)
		report, err := s.Shutdown(ctx)
		require.ErrorIs(t, err, errOutOfOrder)
		require.Equal(t, []string{"a"}, report.Idle)
		require.Equal(t, []supervise.ChildStop{{Child: "b"}}, report.Stopped)
	})
}

func TestAShutdownBeforeTheFirstStepStartsNobody(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{failingChild("a")}})
		report, err := s.Shutdown(ctx)
		require.NoError(t, err)
		require.Equal(t, []string{"a"}, report.Idle)
		require.Empty(t, tr.take())
	})
}

func TestACancellationBeforeTheFirstStepStartsNobody(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{failingChild("a")}})
		s.Cancel()
		_, err := s.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		report, err := s.Shutdown(ctx)
		require.NoError(t, err)
		require.Equal(t, []string{"a"}, report.Idle)
	})
}

func TestAChildCanShutItsSupervisorDown(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var s *supervise.Supervised
		s = supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{failingChild("a"), {Name: "b", Run: func(ctx context.Context) error {
			_, err := s.Shutdown(ctx)
			return err
		}}}})
		_, err := s.Await(ctx)
		require.NoError(t, err)
	})
}

func TestANestedSupervisorStopsItsOwnChildrenFirst(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		inner := supervise.Supervisor{Events: tr.event, Children: []supervise.Child{stubbornChild("x", 10), stubbornChild("y", 20)}}
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{
			stubbornChild("a", 5), {Name: "inner", Run: inner.Run, StopLimit: supervise.NoLimit}, stubbornChild("b", 3),
		}})
		letTimePass(ctx, 1)
		require.Equal(t, []string{"0 start a 1", "0 start inner 1", "0 start b 1", "0 start x 1", "0 start y 1"}, tr.take())
		s.Shutdown(ctx)
		require.Equal(t, []string{"4 stop b", "24 stop y", "34 stop x", "34 stop inner", "39 stop a"}, tr.take())
	})
}

func TestAnEscalationRestartsTheSupervisorBelow(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		inner := supervise.Supervisor{Name: "inner", Intensity: supervise.NeverRestart, Events: tr.event, Children: []supervise.Child{failingChild("x", 10), failingChild("y")}}
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{{Name: "inner", Run: inner.Run}}})
		letTimePass(ctx, 5)
		tr.take()
		letTimePass(ctx, 10)
		require.Equal(t, []string{
			"10 fail x: out of order", "10 stop x", "10 give up x: out of order", "10 stop y",
			`10 fail inner: supervisor "inner" gave up on "x" after 0 restarts of it: out of order`, "10 stop inner",
			"10 restart inner 1 after 0", "10 start inner 2", "10 start x 1", "10 start y 1",
		}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestTheEndOfALoopIsNoFailureOfItsSupervisors(t *testing.T) {
	var tr *eventTrace
	inRun(t, func(ctx context.Context) {
		tr = newEventTrace(ctx)
		inner := supervise.Supervisor{Events: tr.event, Children: []supervise.Child{failingChild("x"), stubbornChild("y", 10)}}
		supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{failingChild("a"), {Name: "inner", Run: inner.Run}}})
		letTimePass(ctx, 5)
		tr.take()
	})
	require.ElementsMatch(t, []string{"5 stop a", "5 stop x", "15 stop y", "15 stop inner"}, tr.take())
}

func TestAnAbandonedChildThatHasEndedIsNotInTheReport(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		stubborn := stubbornChild("a", 50)
		stubborn.StopLimit = 10 * time.Millisecond
		s := supervise.Start(ctx, supervise.Supervisor{Events: func(supervise.Event) {}, Children: []supervise.Child{stubborn}})
		letTimePass(ctx, 1)
		require.NoError(t, s.Remove("a"))
		letTimePass(ctx, 100)
		report, err := s.Shutdown(ctx)
		require.NoError(t, err)
		require.Empty(t, report.Abandoned)
	})
}
