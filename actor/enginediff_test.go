package actor_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/invariants"
	"github.com/actorloom/actorloom/tasks"
)

// Both coroutine engines run the same random programs, and must leave the same
// trace: what happened, in which order, at which time, and how all tasks ended.
// A program is a list of operations for each task, made before it runs; what an
// operation acts on is chosen by a number, among what is there then.

// randomOp is one operation of a random program.
type randomOp struct {
	what string
	n    int
	body []randomOp   // of the task, the clean-up, the callback that it makes
	more [][]randomOp // of several tasks
}

// randomOps makes up to most operations. A callback has only such that do not
// await.
func randomOps(r *rand.Rand, from []string, most, depth int) []randomOp {
	var ops []randomOp
	for range 1 + r.IntN(most) {
		op := randomOp{what: from[r.IntN(len(from))], n: r.IntN(1000)}
		if depth == 0 && op.what != "yield" && op.what != "sleep" {
			op.what = "note"
		}
		switch op.what {
		case "go", "eager", "defer", "timeout", "shield", "waitfor", "nested", "locked", "pull":
			op.body = randomOps(r, inTasks, most, depth-1)
		case "gather", "outcomes", "group", "race":
			for range 1 + r.IntN(3) {
				op.more = append(op.more, randomOps(r, inTasks, most, depth-1))
			}
		case "soon", "later", "ondone", "policy", "posted":
			op.body = randomOps(r, inCallbacks, most, depth-1)
		}
		ops = append(ops, op)
	}
	return ops
}

// world is a run of a program.
type world struct {
	loop  *actor.Loop
	begin time.Time
	trace []string
	all   []*tasks.Task[int]
	event tasks.Event
	lock  tasks.Lock
	left  int // operations, so that each program ends
	inner bool
}

func (w *world) note(format string, args ...any) {
	at := w.loop.Now().Sub(w.begin)
	w.trace = append(w.trace, fmt.Sprintf("%v %s", at, fmt.Sprintf(format, args...)))
}

// task is the n-th of those that were made so far, nil when there is none.
func (w *world) task(n int) *tasks.Task[int] {
	if len(w.all) == 0 {
		return nil
	}
	return w.all[n%len(w.all)]
}

// randomRun is how a program is driven.
type randomRun struct {
	background bool
	debug      bool
	runs       [][]randomOp
}

// engines are the ways in which tasks run: none of them shows in a trace. But whether
// tasks share a stack shows in how far a Goexit goes, and in the order in which a
// shutdown unwinds those that refuse to end.
var engines = []struct {
	name string
	opts []actor.Option
}{
	{"plain", []actor.Option{actor.DirectHandOver(false)}},
	{"direct", []actor.Option{actor.DirectHandOver(true)}},
	{"direct, no shared stacks", []actor.Option{actor.DirectHandOver(true), actor.Apart()}},
}

// drive runs it on one of the engines.
func (p randomRun) drive(engine ...actor.Option) []string {
	var got reports
	w := &world{left: 120}
	stuck := make(chan struct{}, 100)
	w.loop = actor.New(append(engine, actor.VirtualClock(), actor.Debug(p.debug), actor.SlowStep(time.Hour),
		actor.System(addresses), actor.OnReport(got.take), actor.ShutdownLimit(time.Minute),
		actor.OnDeadlock(func(err error) { w.note("%v", err); stuck <- struct{}{} }))...)
	w.begin = w.loop.Now()
	if p.background {
		p.inBackground(w, stuck)
	} else {
		p.inForeground(w)
	}
	w.note("closed %v", w.loop.Closed())
	for _, t := range w.all {
		w.note("%v %v", t, t.Canceling())
	}
	var reported []string
	for _, r := range got.list() {
		reported = append(reported, fmt.Sprint(r.Message, r.Task, r.Err))
	}
	slices.Sort(reported)
	return append(w.trace, reported...)
}

// inForeground drives it by several runs in a row, each on a goroutine of its
// own, which a Goexit ends.
func (p randomRun) inForeground(w *world) {
	runner := tasks.RunnerOn(w.loop)
	for _, ops := range p.runs {
		ended := aside(func() {
			_, err := tasks.RunWith(context.Background(), runner, w.body(ops))
			w.note("run: %v", err)
		})
		w.note("run returned %v", ended)
	}
	ended := aside(func() { w.note("close: %v", runner.Close()) })
	w.note("close returned %v", ended)
}

// inBackground lets it drive itself. Its end is begun by the last run, or when it
// can go on no more: at moments that do not depend on other goroutines.
func (p randomRun) inBackground(w *world, stuck chan struct{}) {
	for i, ops := range p.runs {
		_ = w.loop.Post(func() {
			tasks.GoOn(context.Background(), w.loop, tasks.Coro[int](func(ctx context.Context) (int, error) {
				if i == len(p.runs)-1 {
					defer w.loop.BeginShutdown()
				}
				return w.body(ops)(ctx)
			}))
		})
	}
	if _, err := w.loop.Start(); err != nil {
		panic(err)
	}
	select {
	case <-stuck:
		w.note("shutdown: %v", w.loop.Shutdown(context.Background()))
	case <-w.loop.Done():
		w.note("shut: %v", w.loop.Shutdown(context.Background()))
	}
}

func TestBothEnginesRunRandomProgramsAlike(t *testing.T) {
	programs := 2000
	if invariants.Enabled {
		programs = 300
	}
	// When the collector comes decides when errors that nobody retrieves are reported: it
	// may come between the programs only.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	for seed := range programs {
		differential(t, uint64(seed))
		if seed%50 == 0 {
			runtime.GC()
		}
	}
}

// differential runs one program on both engines.
func differential(t *testing.T, seed uint64) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	p := randomRun{background: r.IntN(3) == 0, debug: r.IntN(8) == 0}
	for range 1 + r.IntN(3) {
		p.runs = append(p.runs, randomOps(r, inTasks, 6, 3))
	}
	traces := make(chan []string, len(engines))
	go func() {
		for _, engine := range engines {
			traces <- p.drive(engine.opts...)
		}
	}()
	var first string
	for i, engine := range engines {
		select {
		case trace := <-traces:
			got := strings.Join(trace, "\n")
			if i == 0 {
				first = got
			}
			if i < 2 || !strings.Contains(first, "runtime.Goexit") && !strings.Contains(first, "was still pending") {
				require.Equal(t, first, got, "seed %d, engine %s", seed, engine.name)
			}
		case <-time.After(20 * time.Second):
			require.FailNow(t, "it hangs", "seed %d, engine %s, program %v", seed, engine.name, p)
		}
	}
}
