package supervise_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

func TestErrorsThatNobodyListensToAreReported(t *testing.T) {
	reports := reportsOf(t, func(ctx context.Context) {
		child := stubbornChild("b", 100)
		child.StopLimit = time.Millisecond
		s := supervise.Start(ctx, supervise.Supervisor{Name: "s", Children: []supervise.Child{failingChild("a", 1), child}})
		letTimePass(ctx, 5)
		s.Shutdown(ctx)
		letTimePass(ctx, 200)
	})
	require.Len(t, reports, 2)
	require.Equal(t, tasks.Report{Message: "a supervised child failed", Err: errOutOfOrder, Task: "s/a"}, reports[0])
	require.Equal(t, tasks.Report{Message: "a supervised child was abandoned: it did not stop within 1ms", Task: "s/b"}, reports[1])
}

func TestAStartedSupervisorThatGivesUpIsReportedAtOnceUnlessSomebodyAwaitsIt(t *testing.T) {
	for name, awaited := range map[string]bool{"nobody": false, "somebody": true} {
		t.Run(name, func(t *testing.T) {
			var gaveUp []error
			reportsOf(t, func(ctx context.Context) {
				s := supervise.Start(ctx, supervise.Supervisor{Name: "rooms", Children: []supervise.Child{failingChild("a", 1, 1, 1)}})
				if awaited {
					_, err := s.Await(ctx)
					require.ErrorIs(t, err, errOutOfOrder)
				}
				letTimePass(ctx, 50)
				require.True(t, s.Finished())
				require.Len(t, gaveUp, map[bool]int{false: 1, true: 0}[awaited], "before the loop closes")
			}, tasks.OnReport(func(_ *tasks.Loop, r tasks.Report) {
				if errors.As(r.Err, new(*supervise.GaveUpError)) {
					gaveUp = append(gaveUp, r.Err)
				}
			}))
			require.Len(t, gaveUp, map[bool]int{false: 1, true: 0}[awaited], "not again at the end")
		})
	}
}

func TestAListenerThatPanicsHasNotHeard(t *testing.T) {
	reports := reportsOf(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Children: []supervise.Child{failingChild("a", 1)}, Events: func(e supervise.Event) {
			if _, ok := e.(supervise.Failed); ok {
				panic("oh")
			}
		}})
		letTimePass(ctx, 5)
		require.Equal(t, 1, s.Children()[0].Restarts)
		s.Shutdown(ctx)
	})
	require.Len(t, reports, 2)
	require.Equal(t, `Events of supervisor "" panicked`, reports[0].Message)
	require.Equal(t, errOutOfOrder, reports[1].Err)
}

func TestADecideThatPanicsLeavesItToTheRestartType(t *testing.T) {
	reports := reportsOf(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{
			Events: func(supervise.Event) {}, Children: []supervise.Child{failingChild("a", 1)},
			Decide: func(string, error) supervise.Directive { panic("oh") },
		})
		letTimePass(ctx, 5)
		require.Equal(t, 1, s.Children()[0].Restarts)
		s.Shutdown(ctx)
	})
	require.Len(t, reports, 1)
}

func TestALoggerGetsTheEvents(t *testing.T) {
	var out bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	reports := reportsOf(t, func(ctx context.Context) {
		s := supervise.Start(ctx, supervise.Supervisor{Name: "s", Logger: logger, Children: []supervise.Child{failingChild("a", 1)}})
		letTimePass(ctx, 5)
		s.Shutdown(ctx)
	})
	require.Empty(t, reports)
	require.Equal(t, `level=DEBUG msg="supervisor: s/a started, run 1" supervisor=s child=a
level=ERROR msg="supervisor: s/a failed: out of order" supervisor=s child=a error="out of order"
level=DEBUG msg="supervisor: s/a stopped" supervisor=s child=a
level=WARN msg="supervisor: s/a is restarted, restart 1, after 0s" supervisor=s child=a
level=DEBUG msg="supervisor: s/a started, run 2" supervisor=s child=a
level=DEBUG msg="supervisor: s/a stopped" supervisor=s child=a
`, out.String())
}

func TestALoggerGetsErrorsWithTheirStack(t *testing.T) {
	var out bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelError}))
	reportsOf(t, func(ctx context.Context) {
		stubborn := stubbornChild("b", 100)
		stubborn.StopLimit = time.Millisecond
		s := supervise.Start(ctx, supervise.Supervisor{Name: "s", Intensity: -1, Logger: logger, Children: []supervise.Child{
			stubborn, {Name: "a", Run: func(ctx context.Context) error { letTimePass(ctx, 1); panic("oh") }},
		}})
		letTimePass(ctx, 200)
		require.ErrorContains(t, s.Err(), "oh")
	})
	var got []string
	for line := range bytes.Lines(out.Bytes()) {
		var entry map[string]string
		require.NoError(t, json.Unmarshal(line, &entry))
		got = append(got, fmt.Sprintf("%s | %s | %t", entry["msg"], entry["error"], strings.Contains(entry["stack"], "TestALogger")))
	}
	require.Equal(t, []string{
		"supervisor: s/a failed: panic: oh | panic: oh | true",
		"supervisor: s gave up on a: panic: oh | panic: oh | false",
		"supervisor: s/b was abandoned: it did not stop within 1ms |  | false",
	}, got)
}

func TestGivingUpOnAChildThatEndedWellIsLoggedWithoutAnError(t *testing.T) {
	var out bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelError}))
	reportsOf(t, func(ctx context.Context) {
		well := supervise.Child{Name: "a", Run: func(context.Context) error { return nil }}
		s := supervise.Start(ctx, supervise.Supervisor{Name: "s", Intensity: supervise.NeverRestart, Logger: logger, Children: []supervise.Child{well}})
		_, err := s.Await(ctx)
		require.EqualError(t, err, `supervisor "s" gave up on "a" after 0 restarts of it: it ended without an error`)
	})
	require.Contains(t, out.String(), `msg="supervisor: s gave up on a: it ended without an error" supervisor=s child=a`+"\n")
}

func TestEventsArePublishedOnTheEventStreamWhenAskedFor(t *testing.T) {
	system := proto.NewActorSystem(proto.WithLoggerFactory(func(*proto.ActorSystem) *slog.Logger { return slog.New(slog.DiscardHandler) }))
	var seen []string
	system.EventStream.Subscribe(func(e any) {
		if e, ok := e.(supervise.Event); ok {
			_, child := e.Subject()
			seen = append(seen, child)
		}
	})
	reports := reportsOf(t, func(ctx context.Context) {
		for name, publish := range map[string]bool{"a": true, "b": false} {
			s := supervise.Start(ctx, supervise.Supervisor{Publish: publish, Children: []supervise.Child{failingChild(name, 1)}})
			letTimePass(ctx, 5)
			s.Shutdown(ctx)
		}
	}, tasks.System(system))
	require.Equal(t, []string{"a", "a", "a", "a", "a", "a"}, seen)
	require.Len(t, reports, 2, "a stream is not known to have a reader for errors")
	system.Shutdown()
}

func TestAListenerMayChangeTheSupervisor(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		tr := newEventTrace(ctx)
		var s *supervise.Supervised
		s = supervise.Start(ctx, supervise.Supervisor{Intensity: 5, Children: []supervise.Child{failingChild("a", 5), failingChild("b", 10)}, Events: func(e supervise.Event) {
			tr.event(e)
			switch e := e.(type) {
			case supervise.Failed:
				if e.Child == "a" {
					require.NoError(t, s.Remove("a"))
					require.NoError(t, s.Add(failingChild("c")))
				} else {
					s.Cancel()
				}
			}
		}})
		_, err := s.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		require.Equal(t, []string{
			"0 start a 1", "0 start b 1", "5 fail a: out of order", "5 stop a", "5 restart a 1 after 0", "5 start a 2", "5 start c 1", "5 stop a",
			"10 fail b: out of order", "10 stop b", "10 restart b 1 after 0", "10 start b 2", "10 stop c", "10 stop b",
		}, tr.take())
	})
}

func TestDecideMayRemoveTheChild(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var s *supervise.Supervised
		s = supervise.Start(ctx, supervise.Supervisor{
			Events: func(supervise.Event) {}, Children: []supervise.Child{failingChild("a", 5), failingChild("b")},
			Decide: func(child string, _ error) supervise.Directive {
				require.NoError(t, s.Remove(child))
				return supervise.Restart
			},
		})
		letTimePass(ctx, 10)
		require.Equal(t, []supervise.ChildInfo{{Name: "b", State: supervise.ChildRunning}}, s.Children())
		s.Shutdown(ctx)
	})
}

func TestWhatASupervisorSaysIsReadable(t *testing.T) {
	about := supervise.About{Supervisor: "s", Child: "c"}
	for want, s := range map[string]fmt.Stringer{
		"s/c started, run 1":                           supervise.Started{About: about, N: 1},
		"s/c failed: out of order":                     supervise.Failed{About: about, Err: errOutOfOrder},
		"s/c is restarted, restart 1, after 1s":        supervise.Restarted{About: about, N: 1, After: time.Second},
		"s gave up on c: out of order":                 supervise.GaveUp{About: about, Err: errOutOfOrder},
		"s gave up on c: it ended without an error":    supervise.GaveUp{About: about},
		"s/c stopped":                                  supervise.Stopped{About: about},
		"s/c was abandoned: it did not stop within 1s": supervise.Abandoned{About: about, After: time.Second},
		"rest for one":                                 supervise.RestForOne,
		"transient":                                    supervise.Transient,
		"drop oldest":                                  supervise.DropOldest,
		"first error":                                  supervise.FirstError,
		"escalate":                                     supervise.Escalate,
		"delayed":                                      supervise.ChildDelayed,
		"unknown (9)":                                  supervise.Strategy(9),
	} {
		require.Equal(t, want, s.String())
	}
}

func TestAGaveUpErrorCountsItsRestarts(t *testing.T) {
	for n, want := range []string{"0 restarts", "1 restart", "2 restarts"} {
		err := &supervise.GaveUpError{Supervisor: "s", Child: "c", Restarts: n, Err: errOutOfOrder}
		require.EqualError(t, err, `supervisor "s" gave up on "c" after `+want+` of it: out of order`)
	}
}

func TestADeadlockNamesTheSupervisorAndItsChildren(t *testing.T) {
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		s := supervise.Supervisor{Name: "s", Children: []supervise.Child{{Name: "c", Run: func(ctx context.Context) error {
			_, err := tasks.NewFuture[int](ctx).Await(ctx)
			return err
		}}}}
		return s.Run(ctx)
	}), tasks.VirtualClock())
	require.ErrorContains(t, err, `supervisor "s" of task "s/c"`)
}

func TestWhoIsToldOfAnEventIsNotToldOfTheNextBeforeThat(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var s *supervise.Supervised
		inside, most := 0, 0
		s = supervise.Start(ctx, supervise.Supervisor{Events: func(e supervise.Event) {
			inside++
			most = max(most, inside)
			if _, child := e.Subject(); child == "a" {
				_ = s.Add(failingChild("b"))
			}
			inside--
		}, Children: []supervise.Child{failingChild("a")}})
		letTimePass(ctx, 1)
		require.Len(t, s.Children(), 2)
		require.Equal(t, 1, most)
		_, err := s.Shutdown(ctx)
		require.NoError(t, err)
	})
}
