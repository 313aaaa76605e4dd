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

// svReady is ready after a time, and fails after another in its first run.
func svReady(name string, readyMs, failMs int) supervise.Child {
	first := true
	return supervise.Child{Name: name, WaitReady: true, Run: func(ctx context.Context) error {
		if first && failMs > 0 {
			first = false
			return sySleep(failMs, errSv)(ctx)
		}
		if err := sySleep(readyMs, nil)(ctx); err != nil {
			return err
		}
		supervise.Ready(ctx)
		supervise.Ready(ctx)
		return svStay(ctx)
	}}
}

func TestTheNextChildStartsWhenTheOneBeforeIsReady(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newSvTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{svReady("a", 10, 0), svReady("b", 20, 0), svChild("c")}})
		svPass(ctx, 5)
		require.Equal(t, []supervise.ChildInfo{{Name: "a", State: supervise.ChildStarting}, {Name: "b"}, {Name: "c"}}, s.Children())
		svPass(ctx, 100)
		require.Equal(t, []string{"0 start a 1", "10 start b 1", "30 start c 1"}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestAChildThatFailsBeforeItIsReadyIsStillAwaited(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newSvTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Backoff: supervise.Backoff{Min: 10 * svUnit}, Events: tr.event, Children: []supervise.Child{svReady("a", 10, 5), svChild("b")}})
		svPass(ctx, 100)
		require.Equal(t, []string{"0 start a 1", "5 fail a: out of order", "5 stop a", "15 restart a 1 after 10", "15 start a 2", "25 start b 1"}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestAChildThatEndedForGoodIsNotAwaited(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newSvTrace(ctx)
		child := svReady("a", 10, 5)
		child.Restart = supervise.Temporary
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{child, svChild("b")}})
		svPass(ctx, 100)
		require.Equal(t, []string{"0 start a 1", "5 fail a: out of order", "5 stop a", "5 start b 1"}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestASetIsStartedInOrderOfReadiness(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newSvTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Strategy: supervise.OneForAll, Events: tr.event, Children: []supervise.Child{svReady("a", 10, 0), svReady("b", 10, 0), svChild("c", 30)}})
		svPass(ctx, 40)
		tr.take()
		svPass(ctx, 100)
		require.Equal(t, []string{
			"50 fail c: out of order", "50 stop c", "50 stop b", "50 stop a", "50 restart a 1 after 0", "50 start a 2",
			"60 restart b 1 after 10", "60 start b 2", "70 restart c 1 after 20", "70 start c 2",
		}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestASupervisorIsReadyWhenAllItsChildrenAre(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newSvTrace(ctx)
		inner := supervise.Supervisor{Events: tr.event, Children: []supervise.Child{svReady("x", 10, 0), svReady("y", 10, 0)}}
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{{Name: "inner", Run: inner.Run, WaitReady: true}, svChild("z")}})
		svPass(ctx, 100)
		require.Equal(t, []string{"0 start inner 1", "0 start x 1", "10 start y 1", "20 start z 1"}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestATaskOfAChildCanSayThatTheChildIsReady(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newSvTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{{Name: "a", WaitReady: true, Run: func(ctx context.Context) error {
			_, err := syGo(ctx, func(ctx context.Context) error {
				svPass(ctx, 10)
				supervise.Ready(ctx)
				return nil
			}).Await(ctx)
			require.NoError(t, err)
			return svStay(ctx)
		}}, svChild("b")}})
		svPass(ctx, 100)
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
		tr := newSvTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event})
		require.NoError(t, s.Add(svChild("early")))
		svPass(ctx, 1)
		require.NoError(t, s.Add(svStubborn("a", 10)))
		require.ErrorIs(t, s.Add(svChild("a")), supervise.ErrChildExists)
		require.ErrorIs(t, s.Add(supervise.Child{Name: "b"}), tasks.ErrNilFunc)
		svPass(ctx, 1)
		require.NoError(t, s.Remove("a"))
		require.ErrorIs(t, s.Add(svChild("a")), supervise.ErrChildExists, "it has not stopped yet")
		svPass(ctx, 20)
		require.ErrorIs(t, s.Remove("a"), supervise.ErrNoSuchChild)
		require.NoError(t, s.Add(svChild("a")))
		require.Equal(t, []string{"0 start early 1", "1 start a 1", "12 stop a", "22 start a 1"}, tr.take())
		s.Shutdown(ctx)
		require.ErrorIs(t, s.Add(svChild("c")), supervise.ErrSupervisorClosed)
	})
}

func TestARemovedChildIsAbandonedAtItsLimit(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newSvTrace(ctx)
		child := svStubborn("a", 100)
		child.StopLimit = 10 * svUnit
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event, Children: []supervise.Child{child}})
		svPass(ctx, 1)
		require.NoError(t, s.Remove("a"))
		svPass(ctx, 20)
		require.Empty(t, s.Children())
		report, err := s.Shutdown(ctx)
		require.NoError(t, err)
		require.Equal(t, []supervise.ChildStop{{Child: "a", Took: 10 * svUnit}}, report.Abandoned)
		require.Equal(t, []string{"0 start a 1", "11 abandon a"}, tr.take())
	})
}

func TestARemovedChildIsNotRestarted(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newSvTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Backoff: supervise.Backoff{Min: 10 * svUnit}, Events: tr.event, Children: []supervise.Child{svChild("a", 5)}})
		svPass(ctx, 10)
		require.Equal(t, supervise.ChildDelayed, s.Children()[0].State)
		require.NoError(t, s.Remove("a"))
		svPass(ctx, 100)
		require.Equal(t, []string{"0 start a 1", "5 fail a: out of order", "5 stop a"}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestTheLastOfASetCanBeRemovedWhileItStops(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newSvTrace(ctx)
		s := supervise.Start(ctx, supervise.Supervisor{Strategy: supervise.RestForOne, Children: []supervise.Child{svChild("a"), svChild("b", 5), svStubborn("c", 10)}, Events: tr.event})
		svPass(ctx, 10)
		require.NoError(t, s.Remove("b"))
		require.NoError(t, s.Remove("c"))
		require.NoError(t, s.Add(svChild("d")))
		svPass(ctx, 100)
		require.Equal(t, []string{"0 start a 1", "0 start b 1", "0 start c 1", "5 fail b: out of order", "5 stop b", "15 stop c", "15 start d 1"}, tr.take())
		s.Shutdown(ctx)
	})
}

func TestAChildWithoutANameGetsOneThatIsFree(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		run := sySleep(1000, nil)
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
			require.NoError(t, s.Add(supervise.Child{Restart: supervise.Temporary, Run: sySleep(5, nil)}))
			svPass(ctx, 1)
			require.LessOrEqual(t, len(s.Children()), 6)
		}
		s.Shutdown(ctx)
	})
}

func TestChildrenMayRunInsideTheirStart(t *testing.T) {
	// A task factory makes all tasks eager: a child's body runs up to its first
	// suspension while its supervisor starts it.
	inRun(t, func(ctx context.Context) {
		tr := newSvTrace(ctx)
		tr.loop.SetTaskFactory(func(s *actor.Spec) { s.Eager = true })
		inner := supervise.Supervisor{Events: tr.event, Children: []supervise.Child{svOnce(nil, supervise.Transient)}}
		s := supervise.Start(ctx, supervise.Supervisor{Events: tr.event})
		for _, child := range []supervise.Child{
			{Name: "ready", WaitReady: true, Run: func(ctx context.Context) error {
				supervise.Ready(ctx)
				return svStay(ctx)
			}},
			{Name: "leaves", WaitReady: true, Run: func(ctx context.Context) error {
				require.NoError(t, s.Remove("leaves"))
				return svStay(ctx)
			}},
			{Name: "inner", WaitReady: true, Run: inner.Run},
			{Name: "fails", Restart: supervise.Temporary, Run: func(context.Context) error { return errSv }},
			{Name: "last", Run: func(ctx context.Context) error {
				require.NoError(t, s.Add(svChild("more")))
				return svStay(ctx)
			}},
		} {
			require.NoError(t, s.Add(child))
		}
		svPass(ctx, 1)
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
			canceled := svStay(ctx)
			supervise.Ready(ctx)
			svPass(ctx, 10)
			return canceled
		}}}})
		svPass(ctx, 1)
		require.NoError(t, s.Remove("a"))
		svPass(ctx, 5)
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
			Children: []supervise.Child{{Name: "a", StopLimit: 10 * svUnit, WaitReady: true, Run: func(ctx context.Context) error {
				if run++; run > 1 {
					return svStay(ctx)
				}
				supervise.Ready(ctx)
				_ = svStay(ctx)
				svPass(ctx, 30)
				supervise.Ready(ctx)
				return nil
			}}, svChild("b", 10)},
		})
		svPass(ctx, 50)
		require.Equal(t, 2, run)
		require.Equal(t, supervise.ChildStarting, s.Children()[0].State)
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}

func TestAChildThatEndsBeforeItIsReadyKeepsNoOtherFromItsStart(t *testing.T) {
	for _, how := range []supervise.RestartType{supervise.Transient, supervise.Temporary} {
		t.Run(how.String(), func(t *testing.T) {
			acRun(t, func(ctx context.Context) {
				require.Equal(t, time.Second, readyAfter(t, ctx, supervise.Child{Name: "first", Restart: how, WaitReady: true, Run: sySleep(1000, nil)}))
			})
		})
	}
}
