package tasks_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// callOrder collects what callbacks put in, in their order.
type callOrder []int

func (b *callOrder) adder(n int) func() { return func() { *b = append(*b, n) } }

func TestCallbacksOfAFutureRunInTheOrderOfTheCalls(t *testing.T) {
	for _, c := range futureEnds {
		t.Run(c.name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				var bag callOrder
				f := tasks.NewFuture[int](ctx)
				f.OnDone(bag.adder(42))
				f.OnDone(bag.adder(17))
				f.OnDone(bag.adder(42))
				c.end(f)
				require.Empty(t, bag, "they ran before the next pass")
				require.NoError(t, tasks.Yield(ctx))
				require.Equal(t, callOrder{42, 17, 42}, bag)
				require.ErrorIs(t, f.Err(), c.err)
			})
		})
	}
}

func TestACallbackOfAnEndedFutureRunsInTheNextPass(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var bag callOrder
		f := tasks.Resolved(ctx, 1, nil)
		f.OnDone(bag.adder(1))
		require.Empty(t, bag)
		require.NoError(t, tasks.Yield(ctx))
		require.Equal(t, callOrder{1}, bag)
	})
}

func TestAStoppedCallbackIsNotCalled(t *testing.T) {
	for _, c := range []struct {
		name string
		stop []int
		want callOrder
	}{
		{"first", []int{0}, callOrder{17, 100}},
		{"first and second", []int{0, 1}, callOrder{100}},
		{"third", []int{2}, callOrder{42, 17}},
		{"all", []int{1, 0, 2}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				var bag callOrder
				f := tasks.NewFuture[string](ctx)
				var watches []interface{ Stop() bool }
				for _, n := range []int{42, 17, 100} {
					watches = append(watches, f.OnDone(bag.adder(n)))
				}
				for _, i := range c.stop {
					require.True(t, watches[i].Stop())
					require.False(t, watches[i].Stop(), "it was stopped twice")
				}
				require.NoError(t, f.SetResult("foo"))
				require.NoError(t, tasks.Yield(ctx))
				require.Equal(t, c.want, bag)
			})
		})
	}
}

func TestStoppingOneCallbackLeavesOthersOfTheSameFunction(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var bag callOrder
		f := tasks.NewFuture[int](ctx)
		one, two := bag.adder(1), bag.adder(2)
		first := f.OnDone(one)
		f.OnDone(two)
		f.OnDone(one)
		require.True(t, first.Stop())
		f.OnDone(one)
		require.NoError(t, f.SetResult(0))
		require.NoError(t, tasks.Yield(ctx))
		require.Equal(t, callOrder{2, 1, 1}, bag)
	})
}

// The end of a future posts every callback: none can be taken back after it, so
// that the order in which they run is fixed.
func TestACallbackCannotStopAnotherAfterTheEnd(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var bag callOrder
		f := tasks.NewFuture[int](ctx)
		var second interface{ Stop() bool }
		f.OnDone(func() { require.False(t, second.Stop()) })
		second = f.OnDone(bag.adder(2))
		f.OnDone(bag.adder(3))
		require.NoError(t, f.SetResult(1))
		require.NoError(t, tasks.Yield(ctx))
		require.Equal(t, callOrder{2, 3}, bag)
	})
}

func TestACallbackAddedByACallbackRunsInTheNextPass(t *testing.T) {
	inRun(t, func(ctx context.Context) {
		var bag callOrder
		f := tasks.NewFuture[int](ctx)
		f.OnDone(func() { f.OnDone(bag.adder(3)) })
		f.OnDone(bag.adder(2))
		require.NoError(t, f.SetResult(1))
		require.NoError(t, tasks.Yield(ctx))
		require.Equal(t, callOrder{2}, bag)
		require.NoError(t, tasks.Yield(ctx))
		require.Equal(t, callOrder{2, 3}, bag)
	})
}

func TestAPanicOfACallbackIsReportedAndTheNextRuns(t *testing.T) {
	var reports reportCollector
	inRun(t, func(ctx context.Context) {
		var bag callOrder
		f := tasks.NewFuture[int](ctx)
		f.OnDone(func() { panic(errBoom) })
		f.OnDone(bag.adder(2))
		require.NoError(t, f.SetResult(1))
		require.NoError(t, tasks.Yield(ctx))
		require.Equal(t, callOrder{2}, bag)
	}, reports.collect())
	require.Len(t, reports.all(), 1)
	require.ErrorIs(t, reports.all()[0].Err, errBoom)
}

func TestWhatIsNotAnUnretrievedErrorIsNotReported(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(ctx context.Context, f *tasks.Future[int])
	}{
		{"abandoned", func(context.Context, *tasks.Future[int]) {}},
		{"canceled", func(_ context.Context, f *tasks.Future[int]) { f.Cancel() }},
		{"canceled after its error", func(_ context.Context, f *tasks.Future[int]) { _ = f.SetError(errBoom); f.Cancel() }},
		{"value not retrieved", func(_ context.Context, f *tasks.Future[int]) { _ = f.SetResult(42) }},
		{"value retrieved", func(_ context.Context, f *tasks.Future[int]) { _ = f.SetResult(42); _, _ = f.Result() }},
		{"error asked for", func(_ context.Context, f *tasks.Future[int]) { _ = f.SetError(errBoom); _ = f.Err() }},
		{"result asked for", func(_ context.Context, f *tasks.Future[int]) { _ = f.SetError(errBoom); _, _ = f.Result() }},
		{"awaited", func(ctx context.Context, f *tasks.Future[int]) { _ = f.SetError(errBoom); _, _ = f.Await(ctx) }},
		{"retrieved late", func(ctx context.Context, f *tasks.Future[int]) {
			_ = f.SetError(errBoom)
			for range 5 {
				_ = tasks.Yield(ctx)
			}
			_ = f.Err()
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var reports reportCollector
			inRun(t, func(ctx context.Context) { c.do(ctx, tasks.NewFuture[int](ctx)) }, reports.collect())
			require.Empty(t, reports.all())
		})
	}
}

func TestAnErrorThatNobodyRetrievedIsReportedOnce(t *testing.T) {
	for _, debug := range []bool{false, true} {
		var reports reportCollector
		var f *tasks.Future[int]
		inRun(t, func(ctx context.Context) {
			f = tasks.NewFuture[int](ctx)
			require.NoError(t, f.SetError(errBoom))
			for range 5 {
				require.NoError(t, tasks.Yield(ctx))
			}
			require.Empty(t, reports.all(), "somebody may still ask for it")
		}, reports.collect(), tasks.Debug(debug))
		require.Len(t, reports.all(), 1)
		require.Same(t, errBoom, reports.all()[0].Err)
		require.Contains(t, reports.all()[0].Message, "never retrieved")
		runtime.KeepAlive(f)
	}
}

func TestAnErrorIsReportedWhenItsFutureIsGarbage(t *testing.T) {
	reports := reportCollector{news: make(chan struct{}, 2)}
	inRun(t, func(ctx context.Context) {
		// In a function of its own, so that no frame keeps the future.
		func() { _ = tasks.NewFuture[int](ctx).SetError(errBoom) }()
		for range 5 {
			require.NoError(t, tasks.Yield(ctx))
		}
		runtime.GC()
		<-reports.news // from the goroutine that runs cleanups
		require.Len(t, reports.all(), 1)
		require.Same(t, errBoom, reports.all()[0].Err)
	}, reports.collect(), tasks.SlowStep(time.Hour)) // the collector may take long
	require.Len(t, reports.all(), 1)
}

func TestAPendingSubmissionHasTheOutcomeOfItsTask(t *testing.T) {
	for _, c := range []struct {
		name string
		coro tasks.Coro[int]
		err  error
	}{
		{"value", returning(10), nil},
		{"error", func(context.Context) (int, error) { return 0, errBoom }, errBoom},
		{"cancel", func(context.Context) (int, error) { return 0, tasks.ErrCanceled }, tasks.ErrCanceled},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, err := tasks.Start()
			require.NoError(t, err)
			p := tasks.Submit(l, c.coro)
			v, err := p.Wait(t.Context())
			require.ErrorIs(t, err, c.err)
			require.Equal(t, c.err == nil, v == 10)
			require.Equal(t, c.name == "cancel", p.Canceled())
			require.NoError(t, l.Shutdown(t.Context()))
		})
	}
}

func TestACallOfAFutureThatEndsAfterItsLoopIsDropped(t *testing.T) {
	r := tasks.NewRunner()
	f := tasks.NewFutureOn[int](r.Loop())
	require.NoError(t, r.Close())
	called := false
	f.OnDone(func() { called = true })
	require.NoError(t, f.SetResult(1))
	require.False(t, called)
	f.OnDone(func() { called = true })
	require.True(t, called)
}
