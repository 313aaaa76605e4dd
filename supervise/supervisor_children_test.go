package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// readyChild is ready after a time, and fails after another in its first run.
func readyChild(name string, readyMs, failMs int) supervise.Child {
	first := true
	return supervise.Child{Name: name, WaitReady: true, Run: func(ctx context.Context) error {
		if first && failMs > 0 {
			first = false
			return sleepThen(failMs, errOutOfOrder)(ctx)
		}
		if err := sleepThen(readyMs, nil)(ctx); err != nil {
			return err
		}
		supervise.Ready(ctx)
		supervise.Ready(ctx)
		return stay(ctx)
	}}
}

func TestTheNextChildStartsWhenTheOneBeforeIsReady(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{readyChild("a", 10, 0), readyChild("b", 20, 0), failingChild("c")}})
		letTimePass(ctx, 5)
		require.Equal(t, []supervise.ChildInfo{{Name: "a", State: supervise.ChildStarting}, {Name: "b"}, {Name: "c"}}, s.Children())
		letTimePass(ctx, 100)
		require.Equal(t, []string{"0 start a 1", "10 start b 1", "30 start c 1"}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestAChildThatFailsBeforeItIsReadyIsStillAwaited(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Backoff: supervise.Backoff{Min: 10 * time.Millisecond}, Events: tr.event, Children: []supervise.Child{readyChild("a", 10, 5), failingChild("b")}})
		letTimePass(ctx, 100)
		require.Equal(t, []string{"0 start a 1", "5 fail a: out of order", "5 stop a", "15 restart a 1 after 10", "15 start a 2", "25 start b 1"}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestAChildThatEndedForGoodIsNotAwaited(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		child := readyChild("a", 10, 5)
		child.Restart = supervise.Temporary
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{child, failingChild("b")}})
		letTimePass(ctx, 100)
		require.Equal(t, []string{"0 start a 1", "5 fail a: out of order", "5 stop a", "5 start b 1"}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestASetIsStartedInOrderOfReadiness(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Strategy: supervise.OneForAll, Events: tr.event, Children: []supervise.Child{readyChild("a", 10, 0), readyChild("b", 10, 0), failingChild("c", 30)}})
		letTimePass(ctx, 40)
		tr.take()
		letTimePass(ctx, 100)
		require.Equal(t, []string{
			"50 fail c: out of order", "50 stop c", "50 stop b", "50 stop a", "50 restart a 1 after 0", "50 start a 2",
			"60 restart b 1 after 10", "60 start b 2", "70 restart c 1 after 20", "70 start c 2",
		}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestASupervisorIsReadyWhenAllItsChildrenAre(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		inner := supervise.Supervisor{Events: tr.event, Children: []supervise.Child{readyChild("x", 10, 0), readyChild("y", 10, 0)}}
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{{Name: "inner", Run: inner.Run, WaitReady: true}, failingChild("z")}})
		letTimePass(ctx, 100)
		require.Equal(t, []string{"0 start inner 1", "0 start x 1", "10 start y 1", "20 start z 1"}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestATaskOfAChildCanSayThatTheChildIsReady(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{{Name: "a", WaitReady: true, Run: func(ctx context.Context) error {
			_, err := goVoid(ctx, func(ctx context.Context) error {
				letTimePass(ctx, 10)
				supervise.Ready(ctx)
				return nil
			}).Await(ctx)
			require.NoError(t, err)
			return stay(ctx)
		}}, failingChild("b")}})
		letTimePass(ctx, 100)
		require.Equal(t, []string{"0 start a 1", "10 start b 1"}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestReadyOutsideAChildDoesNothing(t *testing.T) {
	supervise.Ready(t.Context())
	inRun(t, func(ctx context.Context) { supervise.Ready(ctx) })
}

func TestAChildCanBeAddedAndRemoved(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event})
		require.NoError(t, s.Add(failingChild("early")))
		letTimePass(ctx, 1)
		require.NoError(t, s.Add(stubbornChild("a", 10)))
		require.ErrorIs(t, s.Add(failingChild("a")), supervise.ErrChildExists)
		require.ErrorIs(t, s.Add(supervise.Child{Name: "b"}), tasks.ErrNilFunc)
		letTimePass(ctx, 1)
		require.NoError(t, s.Remove("a"))
		require.ErrorIs(t, s.Add(failingChild("a")), supervise.ErrChildExists, "it has not stopped yet")
		letTimePass(ctx, 20)
		require.ErrorIs(t, s.Remove("a"), supervise.ErrNoSuchChild)
		require.NoError(t, s.Add(failingChild("a")))
		require.Equal(t, []string{"0 start early 1", "1 start a 1", "12 stop a", "22 start a 1"}, tr.take())
		s.Shutdown(ctx)
		require.ErrorIs(t, s.Add(failingChild("c")), supervise.ErrSupervisorClosed)
	})
}

func TestARemovedChildIsAbandonedAtItsLimit(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		child := stubbornChild("a", 100)
		child.StopLimit = 10 * time.Millisecond
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{child}})
		letTimePass(ctx, 1)
		require.NoError(t, s.Remove("a"))
		letTimePass(ctx, 20)
		require.Empty(t, s.Children())
		report, err := s.Shutdown(ctx)
		require.NoError(t, err)
		require.Equal(t, []supervise.ChildStop{{Child: "a", Took: 10 * time.Millisecond}}, report.Abandoned)
		require.Equal(t, []string{"0 start a 1", "11 abandon a"}, tr.take())
	})
}

func TestARemovedChildIsNotRestarted(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Backoff: supervise.Backoff{Min: 10 * time.Millisecond}, Events: tr.event, Children: []supervise.Child{failingChild("a", 5)}})
		letTimePass(ctx, 10)
		require.Equal(t, supervise.ChildDelayed, s.Children()[0].State)
		require.NoError(t, s.Remove("a"))
		letTimePass(ctx, 100)
		require.Equal(t, []string{"0 start a 1", "5 fail a: out of order", "5 stop a"}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestTheLastOfASetCanBeRemovedWhileItStops(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Strategy: supervise.RestForOne, Children: []supervise.Child{failingChild("a"), failingChild("b", 5), stubbornChild("c", 10)}, Events: tr.event})
		letTimePass(ctx, 10)
		require.NoError(t, s.Remove("b"))
		require.NoError(t, s.Remove("c"))
		require.NoError(t, s.Add(failingChild("d")))
		letTimePass(ctx, 100)
		require.Equal(t, []string{"0 start a 1", "0 start b 1", "0 start c 1", "5 fail b: out of order", "5 stop b", "15 stop c", "15 start d 1"}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestAChildWithoutANameGetsOneThatIsFree(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		run := sleepThen(1000, nil)
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{
			{Name: "child-2", Run: run}, {Run: run}, {Name: "child-3", Run: run},
		}})
		require.Len(t, s.Children(), 3)
		require.Equal(t, "child-4", s.Children()[1].Name)
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestATemporaryChildThatEndedIsForgotten(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Events: func(supervise.Event) {}})
		for range 100 {
			require.NoError(t, s.Add(supervise.Child{Restart: supervise.Temporary, Run: sleepThen(5, nil)}))
			letTimePass(ctx, 1)
			require.LessOrEqual(t, len(s.Children()), 6)
		}
		s.Shutdown(ctx)
	})
}

func TestChildrenMayRunInsideTheirStart(t *testing.T) {
	// A task factory makes all tasks eager: a child's body runs up to its first
	// suspension while its supervisor starts it.
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		tr.loop.SetTaskFactory(func(s *actor.Spec) { s.Eager = true })
		inner := supervise.Supervisor{Events: tr.event, Children: []supervise.Child{endsOnceChild(nil, supervise.Transient)}}
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event})
		for _, child := range []supervise.Child{
			{Name: "ready", WaitReady: true, Run: func(ctx context.Context) error {
				supervise.Ready(ctx)
				return stay(ctx)
			}},
			{Name: "leaves", WaitReady: true, Run: func(ctx context.Context) error {
				require.NoError(t, s.Remove("leaves"))
				return stay(ctx)
			}},
			{Name: "inner", WaitReady: true, Run: inner.Run},
			{Name: "fails", Restart: supervise.Temporary, Run: func(context.Context) error { return errOutOfOrder }},
			{Name: "last", Run: func(ctx context.Context) error {
				require.NoError(t, s.Add(failingChild("more")))
				return stay(ctx)
			}},
		} {
			require.NoError(t, s.Add(child))
		}
		letTimePass(ctx, 1)
		var names []string
		for _, c := range s.Children() {
			require.Equal(t, supervise.ChildRunning, c.State)
			names = append(names, c.Name)
		}
		require.Equal(t, []string{"ready", "inner", "last", "more"}, names)
		report, err := s.Shutdown(ctx)
		require.NoError(t, err)
		require.Len(t, report.Stopped, 4)
	})
}

func TestReadyOfAChildThatIsToStopChangesNothing(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{{Name: "a", Run: func(ctx context.Context) error {
			canceled := stay(ctx)
			supervise.Ready(ctx)
			letTimePass(ctx, 10)
			return canceled
		}}}})
		letTimePass(ctx, 1)
		require.NoError(t, s.Remove("a"))
		letTimePass(ctx, 5)
		require.Equal(t, supervise.ChildStopping, s.Children()[0].State)
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestReadyOfAnAbandonedRunDoesNotMakeTheNextReady(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		run := 0
		s := supervise.Start(ctx, supervise.Supervisor{
			Strategy: supervise.OneForAll, Events: func(supervise.Event) {},
			Children: []supervise.Child{{Name: "a", StopLimit: 10 * time.Millisecond, WaitReady: true, Run: func(ctx context.Context) error {
				if run++; run > 1 {
					return stay(ctx)
				}
				supervise.Ready(ctx)
				_ = stay(ctx)
				letTimePass(ctx, 30)
				supervise.Ready(ctx)
				return nil
			}}, failingChild("b", 10)},
		})
		letTimePass(ctx, 50)
		require.Equal(t, 2, run)
		require.Equal(t, supervise.ChildStarting, s.Children()[0].State)
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestAChildThatEndsBeforeItIsReadyKeepsNoOtherFromItsStart(t *testing.T) {
	for _, how := range []supervise.RestartType{supervise.Transient, supervise.Temporary} {
		t.Run(how.String(), func(t *testing.T) {
			inLoggedRun(t, func(ctx context.Context) {
				require.Equal(t, time.Second, readyAfter(t, ctx, supervise.Child{Name: "first", Restart: how, WaitReady: true, Run: sleepThen(1000, nil)}))
			})
		})
	}
}
