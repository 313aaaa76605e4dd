package supervise_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

var errOutOfOrder = errors.New("out of order")

// eventTrace keeps events as lines, with the time since the start in milliseconds.
type eventTrace struct {
	lines []string
	begin time.Time
	loop  *tasks.Loop
}

func newEventTrace(ctx context.Context) *eventTrace {
	l := tasks.LoopOf(ctx)
	return &eventTrace{begin: l.Now(), loop: l}
}

func (t *eventTrace) now() int { return int(t.loop.Now().Sub(t.begin) / time.Millisecond) }

func (t *eventTrace) note(format string, args ...any) {
	t.lines = append(t.lines, fmt.Sprintf("%d ", t.now())+fmt.Sprintf(format, args...))
}

// event is for Supervisor.Events.
func (t *eventTrace) event(e supervise.Event) {
	switch e := e.(type) {
	case supervise.Started:
		t.note("start %s %d", e.Child, e.N)
	case supervise.Stopped:
		t.note("stop %s", e.Child)
	case supervise.Failed:
		t.note("fail %s: %v", e.Child, e.Err)
	case supervise.Restarted:
		t.note("restart %s %d after %d", e.Child, e.N, e.After/time.Millisecond)
	case supervise.GaveUp:
		t.note("give up %s: %v", e.Child, e.Err)
	case supervise.Abandoned:
		t.note("abandon %s", e.Child)
	}
}

// take returns the lines since the last call.
func (t *eventTrace) take() []string {
	lines := t.lines
	t.lines = nil
	return lines
}

// stay runs until it is canceled.
func stay(ctx context.Context) error { return tasks.Sleep(ctx, 1000*time.Hour) }

// failingChild fails after each of these times, one a run, and then stays.
func failingChild(name string, after ...int) supervise.Child {
	run := 0
	return supervise.Child{Name: name, Run: func(ctx context.Context) error {
		if run == len(after) {
			return stay(ctx)
		}
		run++
		return sleepThen(after[run-1], errOutOfOrder)(ctx)
	}}
}

// stubbornChild refuses its cancellation for a time.
func stubbornChild(name string, forMs int) supervise.Child {
	return supervise.Child{Name: name, Run: func(ctx context.Context) error {
		canceled := stay(ctx)
		_ = tasks.Sleep(ctx, time.Duration(forMs)*time.Millisecond)
		return canceled
	}}
}

func TestChildrenStartInOrderAndStopInTheReverse(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{
			stubbornChild("a", 30), stubbornChild("b", 20), stubbornChild("c", 10),
		}})
		letTimePass(ctx, 1)
		require.Equal(t, []string{"0 start a 1", "0 start b 1", "0 start c 1"}, tr.take())
		s.Cancel()
		_, err := s.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.Equal(t, []string{"11 stop c", "31 stop b", "61 stop a"}, tr.take())
	})
}

func TestAFailedChildIsStartedAgain(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{failingChild("a", 10)}})
		letTimePass(ctx, 20)
		require.Equal(t, []string{"0 start a 1", "10 fail a: out of order", "10 stop a", "10 restart a 1 after 0", "10 start a 2"}, tr.take())
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestOneRestartTooManyIsAnEscalation(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Supervisor{Name: "root", Events: tr.event, Children: []supervise.Child{
			failingChild("a", 10, 10), stubbornChild("b", 5),
		}}
		err := s.Run(ctx)
		require.ErrorIs(t, err, errOutOfOrder)
		var gaveUp *supervise.GaveUpError
		require.ErrorAs(t, err, &gaveUp)
		require.Equal(t, supervise.GaveUpError{Supervisor: "root", Child: "a", Restarts: 1, Err: errOutOfOrder}, *gaveUp)
		require.Equal(t, []string{
			"0 start a 1", "0 start b 1",
			"10 fail a: out of order", "10 stop a", "10 restart a 1 after 0", "10 start a 2",
			"20 fail a: out of order", "20 stop a", "20 give up a: out of order", "25 stop b",
		}, tr.take())
	})
}

func TestRestartsFarEnoughApartGoOn(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Events: func(supervise.Event) {}, Children: []supervise.Child{failingChild("a", 5001, 5001, 5001)}})
		letTimePass(ctx, 20000)
		require.Equal(t, []supervise.ChildInfo{{Name: "a", State: supervise.ChildRunning, Restarts: 3, Err: errOutOfOrder}}, s.Children())
		s.Shutdown(ctx)
	})
}

func TestARestartAtTheVeryEndOfThePeriodCounts(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Supervisor{Events: func(supervise.Event) {}, Children: []supervise.Child{failingChild("a", 5000, 5000)}}
		require.ErrorIs(t, s.Run(ctx), errOutOfOrder)
	})
}

func TestNeverRestartEscalatesTheFirstFailure(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Supervisor{Intensity: supervise.NeverRestart, Events: func(supervise.Event) {}, Children: []supervise.Child{failingChild("a", 1)}}
		var gaveUp *supervise.GaveUpError
		require.ErrorAs(t, s.Run(ctx), &gaveUp)
		require.Zero(t, gaveUp.Restarts)
	})
}

func TestUnlimitedRestartsForEver(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		child := supervise.Child{Name: "a", Run: sleepThen(1, errOutOfOrder)}
		s := supervise.Start(ctx, supervise.Supervisor{Intensity: supervise.Unlimited, Events: func(supervise.Event) {}, Children: []supervise.Child{child}})
		_ = tasks.Sleep(ctx, time.Second+time.Millisecond/2)
		require.Equal(t, 1000, s.Children()[0].Restarts)
		s.Shutdown(ctx)
	})
}

func TestAPeriodWithoutALimitCountsAllRestarts(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Supervisor{Intensity: 2, Period: supervise.NoLimit, Events: func(supervise.Event) {}, Children: []supervise.Child{failingChild("a", 1e6, 1e6, 1e6)}}
		require.ErrorIs(t, s.Run(ctx), errOutOfOrder)
	})
}

func TestASupervisorOfNobodyWaits(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{})
		letTimePass(ctx, 1000)
		require.False(t, s.Finished())
		s.Shutdown(ctx)
		require.NoError(t, s.Err())
	})
}

func TestASupervisorEndsInTimeWhenItsContextDoes(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		why := errors.New("enough")
		derived, cancel := context.WithCancelCause(ctx)
		tr.loop.CallLater(7*time.Millisecond, func() { cancel(why) })
		s := supervise.Supervisor{Events: tr.event, Children: []supervise.Child{stubbornChild("a", 1), stubbornChild("b", 2)}}
		require.ErrorIs(t, s.Run(derived), why)
		require.Equal(t, []string{"0 start a 1", "0 start b 1", "9 stop b", "10 stop a"}, tr.take())
	})
}

func TestASecondCancellationDoesNotHurryAStop(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{stubbornChild("a", 10), stubbornChild("b", 10)}})
		letTimePass(ctx, 1)
		s.Cancel("first")
		letTimePass(ctx, 5)
		s.Cancel("second")
		_, err := s.Await(ctx)
		require.EqualError(t, err, "canceled: first")
		require.Equal(t, []string{"0 start a 1", "0 start b 1", "11 stop b", "21 stop a"}, tr.take())
	})
}

func TestACancellationDuringAnEscalationIsDeliveredLater(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		task := goVoid(ctx, func(ctx context.Context) error {
			s := supervise.Supervisor{Intensity: supervise.NeverRestart, Events: func(supervise.Event) {}, Children: []supervise.Child{failingChild("a", 10), stubbornChild("b", 10)}}
			err := s.Run(ctx)
			require.ErrorIs(t, err, errOutOfOrder)
			return tasks.Yield(ctx)
		})
		letTimePass(ctx, 15)
		task.Cancel()
		_, err := task.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
	})
}

func TestASupervisorThatCannotBeSaysWhy(t *testing.T) {
	for want, s := range map[string]supervise.Supervisor{
		`supervisor "x": the supervisor has a child of that name: "a"`:                {Name: "x", Children: []supervise.Child{{Name: "a", Run: stay}, {Name: "a", Run: stay}}},
		`supervisor "": child "child-1": the function is nil`:                         {Children: []supervise.Child{{}}},
		`supervisor "": a backoff's Factor is 1 or more, not 0.5: invalid state`:      {Backoff: supervise.Backoff{Factor: 0.5}},
		`supervisor "": a backoff's Jitter is from 0 to 1, not 2: invalid state`:      {Backoff: supervise.Backoff{Jitter: 2}},
		`supervisor "": a backoff's Max 1s is less than its Min 2s: invalid state`:    {Backoff: supervise.Backoff{Min: 2 * time.Second, Max: time.Second}},
		`supervisor "": a backoff cannot be negative: Min -1s, Max 0s: invalid state`: {Backoff: supervise.Backoff{Min: -time.Second}},
	} {
		inRun(t, func(ctx context.Context) {
			require.EqualError(t, s.Run(ctx), want)
			started := supervise.Start(ctx, s)
			require.EqualError(t, started.Err(), "the task could not be made: "+want)
		})
	}
}

func TestASupervisorNeedsATask(t *testing.T) {
	s := supervise.Supervisor{}
	require.ErrorIs(t, s.Run(t.Context()), tasks.ErrNoTask)
	require.ErrorIs(t, supervise.Start(t.Context(), s).Err(), tasks.ErrNoTask)
}

func TestAChildSeesTheValuesOfTheSupervisorsContext(t *testing.T) {
	type key struct{}
	inRun(t, func(ctx context.Context) {
		var v tasks.Var[string]
		v.Set(ctx, "a variable")
		var saw []string
		s := supervise.Start(context.WithValue(ctx, key{}, "a value"), supervise.Supervisor{Name: "s", Children: []supervise.Child{{Name: "c", Run: func(ctx context.Context) error {
			saw = append(saw, tasks.Current(ctx).Name(), ctx.Value(key{}).(string), v.Get(ctx))
			return stay(ctx)
		}}}})
		letTimePass(ctx, 1)
		require.Equal(t, []string{"s/c", "a value", "a variable"}, saw)
		s.Shutdown(ctx)
	})
}
