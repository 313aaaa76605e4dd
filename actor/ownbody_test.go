package actor_test

import (
	"context"
	"errors"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

// work is a Body of one's own.
type work struct {
	fiber actor.Fiber
	run   func(ctx context.Context) error
}

func (w *work) Fiber() *actor.Fiber           { return &w.fiber }
func (w *work) Run(ctx context.Context) error { return w.run(ctx) }
func (w *work) Func() any                     { return w.run }
func (w *work) Task() any                     { return w }
func (w *work) Cancel(msg string) bool        { return w.fiber.Cancel(msg) }
func (w *work) String() string                { return w.fiber.String() }

// working is a work that l runs.
func working(t *testing.T, l *actor.Loop, run func(ctx context.Context) error) *work {
	t.Helper()
	w := &work{run: run}
	w.fiber.Init(l, w)
	require.NoError(t, w.fiber.Start(context.Background(), nil))
	return w
}

// driven lets a loop with a virtual clock run until all works that begin makes have ended.
func driven(t *testing.T, begin func(l *actor.Loop) []*work, opts ...actor.Option) {
	t.Helper()
	l := actor.New(append([]actor.Option{actor.VirtualClock(), actor.Debug(false), actor.System(addresses)}, opts...)...)
	for _, w := range begin(l) {
		require.NoError(t, l.RunUntil(&w.fiber.Completion))
		require.NoError(t, w.fiber.Outcome())
	}
	require.NoError(t, l.Shutdown(context.Background()))
}

func TestAFiberThatWasStartedStartsNoSecondTime(t *testing.T) {
	runs := 0
	driven(t, func(l *actor.Loop) []*work {
		w := working(t, l, func(context.Context) error { runs++; return nil })
		require.ErrorIs(t, w.fiber.Start(context.Background(), nil), actor.ErrInvalidState)
		return []*work{w}
	})
	require.Equal(t, 1, runs)
}

func TestAFiberWithoutABodyOrALoopDoesNotStart(t *testing.T) {
	var none, bodiless, ended actor.Fiber
	require.ErrorIs(t, none.Start(context.Background(), nil), actor.ErrInvalidState)
	l := actor.New()
	bodiless.Init(l, nil)
	require.ErrorIs(t, bodiless.Start(context.Background(), nil), actor.ErrInvalidState)
	ended.Init(l, &work{})
	ended.Settle(nil)
	require.ErrorIs(t, ended.Start(context.Background(), nil), actor.ErrInvalidState)
	require.Empty(t, l.Fibers())
	require.NoError(t, l.Shutdown(t.Context()))
}

// unnamed is a Body whose Func panics.
type unnamed struct{ work }

func (*unnamed) Func() any { panic("it has none") }

func TestAnErrorOfABodyWhoseFuncPanicsIsReportedOnce(t *testing.T) {
	var got reports
	l := actor.New(actor.VirtualClock(), actor.Debug(false), actor.OnReport(got.take))
	failed := errors.New("failed")
	w := &unnamed{work{run: func(context.Context) error { return failed }}}
	w.fiber.Init(l, w)
	require.NoError(t, w.fiber.Start(context.Background(), nil))
	later := working(t, l, func(ctx context.Context) error { return actor.Sleep(ctx, time.Second) })
	require.NoError(t, l.RunUntil(&later.fiber.Completion))
	require.NoError(t, l.Shutdown(t.Context()))
	require.Len(t, got.list(), 1)
	require.ErrorIs(t, got.list()[0].Err, failed)
}

// worthless is a Body with a Value that panics.
type worthless struct{ work }

func (*worthless) Value() any { panic("it has none") }

func TestAPanicOfABodysValueIsWhatWhoAsksItsAddressGets(t *testing.T) {
	l := actor.New(actor.VirtualClock(), actor.Debug(false), actor.System(addresses))
	w := &worthless{work{run: func(context.Context) error { return nil }}}
	w.fiber.Init(l, w)
	require.NoError(t, w.fiber.Start(context.Background(), nil))
	future := proto.NewFuture(addresses, 5*time.Second)
	addresses.Root.RequestWithCustomSender(w.fiber.PID(), actor.GetResult{}, future.PID())
	require.True(t, aside(func() { _ = l.RunUntil(&w.fiber.Completion) }))
	answer, err := future.Result()
	require.NoError(t, err)
	var panicked *actor.PanicError
	require.ErrorAs(t, answer.(actor.TaskResult).Err, &panicked)
	require.NoError(t, l.Shutdown(t.Context()))
}

func TestOnlyTheLoopSendsResume(t *testing.T) {
	runs := 0
	driven(t, func(l *actor.Loop) []*work {
		began := l.Now()
		w := working(t, l, func(ctx context.Context) error {
			runs++
			err := actor.Sleep(ctx, time.Hour)
			require.Equal(t, began.Add(time.Hour), l.Now())
			return err
		})
		send := func() { require.ErrorIs(t, l.Send(&w.fiber, actor.Resume{}), actor.ErrInvalidState) }
		l.CallLater(time.Minute, send)
		l.CallLater(2*time.Hour, send)
		return []*work{w, working(t, l, func(ctx context.Context) error { return actor.Sleep(ctx, 3*time.Hour) })}
	})
	require.Equal(t, 1, runs)
}

func TestNobodyIsSentNothing(t *testing.T) {
	l := actor.New()
	require.ErrorIs(t, l.Send(nil, actor.Call{}), actor.ErrInvalidState)
	require.NoError(t, l.Shutdown(t.Context()))
}

// noBody is an Owner, and no Body.
type noBody struct{}

func (noBody) Cancel(string) bool { return false }
func (noBody) String() string     { return "no body" }

func TestAFiberWhoseOwnerIsNoBodyDoesNotStart(t *testing.T) {
	l := actor.New(actor.VirtualClock())
	var f actor.Fiber
	f.Init(l, noBody{})
	err := f.Start(context.Background(), nil)
	require.ErrorIs(t, err, actor.ErrInvalidState)
	require.ErrorContains(t, err, "actor_test.noBody")
	require.NoError(t, l.Shutdown(t.Context()))
}

// deafBody is a Body whose Cancel does not reach its fiber.
type deafBody struct {
	work
	cancel func() bool
}

func (d *deafBody) Cancel(string) bool { return d.cancel() }

func TestAShutdownCancelsAFiberWhoseBodyDoesNotPassThatOn(t *testing.T) {
	for name, cancel := range map[string]func() bool{
		"it refuses": func() bool { return false },
		"it panics":  func() bool { panic("no") },
	} {
		t.Run(name, func(t *testing.T) {
			l := actor.New(actor.VirtualClock(), actor.Debug(false))
			d := &deafBody{work{run: func(ctx context.Context) error { return actor.Sleep(ctx, time.Hour) }}, cancel}
			d.fiber.Init(l, d)
			require.NoError(t, d.fiber.Start(context.Background(), nil))
			short := working(t, l, func(ctx context.Context) error { return actor.Sleep(ctx, time.Second) })
			require.NoError(t, l.RunUntil(&short.fiber.Completion))
			began := l.Now()
			require.NoError(t, l.Shutdown(t.Context()))
			require.Equal(t, began, l.Now())
		})
	}
}

func TestAZeroFiberCanBeCanceled(t *testing.T) {
	var f actor.Fiber
	require.True(t, f.Cancel(""))
}
