package actor_test

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// The operations of random programs: some as often as they are named.
var (
	inTasks = append([]string{
		"yield", "yield", "sleep", "sleep", "await", "await", "wait", "wait", "acquire", "release", "go", "go", "eager", "eager",
		"gather", "outcomes", "group", "race", "shield", "waitfor", "timeout", "defer", "defer", "locked", "pull", "nested",
		"refuse", "deep",
	}, inCallbacks...)
	inCallbacks = []string{
		"note", "cancel", "cancel", "stack", "stack", "set", "soon", "later", "ondone", "policy", "posted", "goOn", "goOnEager",
		"goexit", "panic", "debug",
	}
)

var errRandom = errors.New("random")

// body is a task that does what ops say, and goes on behind errors.
func (w *world) body(ops []randomOp) tasks.Coro[int] {
	return func(ctx context.Context) (int, error) {
		name := tasks.Current(ctx).Name()
		w.note("%s begins", name)
		defer func() { w.note("%s ends", name) }()
		return len(ops), w.do(ctx, name, ops)
	}
}

// do does ops in turn. The last error is the task's.
func (w *world) do(ctx context.Context, name string, ops []randomOp) (err error) {
	for _, op := range ops {
		if w.left--; w.left < 0 {
			return errRandom
		}
		if op.what == "defer" {
			defer func() { w.note("%s cleans up: %v", name, w.do(ctx, name, op.body)) }()
			continue
		}
		if e := w.await(ctx, name, op); e != nil {
			w.note("%s %s: %v", name, op.what, e)
			err = e
		}
	}
	return err
}

func (w *world) coros(more [][]randomOp) (all []tasks.Awaitable[int]) {
	for _, ops := range more {
		all = append(all, w.body(ops))
	}
	return all
}

// serial is the number of a task.
func serial(name string) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(name, "Task-"))
	return n
}

func (w *world) made(t *tasks.Task[int]) { w.all = append(w.all, t) }

// await does an operation that a task can do.
func (w *world) await(ctx context.Context, name string, op randomOp) error {
	ms := time.Duration(op.n%4) * time.Millisecond
	switch op.what {
	case "yield":
		return tasks.Yield(ctx)
	case "sleep":
		return tasks.Sleep(ctx, ms)
	case "await":
		// A younger one: those that wait in a circle pass a request to cancel
		// around.
		if t := w.task(op.n); t != nil && serial(t.Name()) > serial(name) {
			_, err := t.Await(ctx)
			return err
		}
	case "wait":
		return w.event.Wait(ctx)
	case "acquire":
		return w.lock.Acquire(ctx)
	case "release":
		return w.lock.Release()
	case "locked":
		if err := w.lock.Acquire(ctx); err != nil {
			return err
		}
		defer func() { _ = w.lock.Release() }()
		return w.do(ctx, name, op.body)
	case "go":
		w.made(tasks.Go(ctx, w.body(op.body)))
	case "eager":
		w.made(tasks.Go(ctx, w.body(op.body), tasks.Eager()))
	case "gather":
		_, err := supervise.Gather(ctx, w.coros(op.more)...).Await(ctx)
		return err
	case "outcomes":
		_, err := supervise.GatherOutcomes(ctx, w.coros(op.more)...).Await(ctx)
		return err
	case "group":
		return supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			for i, ops := range op.more {
				if i == 1 {
					w.made(supervise.GoIn(g, w.body(ops), tasks.Eager()))
				} else {
					w.made(supervise.GoIn(g, w.body(ops)))
				}
			}
			return nil
		})
	case "race":
		var coros []tasks.Coro[int]
		for _, ops := range op.more {
			coros = append(coros, w.body(ops))
		}
		_, _, err := supervise.Race(ctx, ms, coros...)
		return err
	case "shield":
		_, err := supervise.Shield(ctx, w.body(op.body)).Await(ctx)
		return err
	case "waitfor":
		_, err := supervise.WaitFor(ctx, w.body(op.body), ms)
		return err
	case "timeout":
		return supervise.Timeout(ctx, ms, func(ctx context.Context, _ *supervise.Scope) error { return w.do(ctx, name, op.body) })
	case "pull":
		return w.pull(ctx, name, op.body)
	case "nested":
		return w.nested(op)
	case "refuse":
		if op.n%4 > 0 {
			break
		}
		for {
			err := new(tasks.Event).Wait(ctx)
			if !actor.IsCanceled(err) {
				return err
			}
			w.note("%s refuses", name)
		}
	case "deep":
		return w.deep(ctx, op.n%200)
	default:
		w.act(name, op)
	}
	return nil
}

// pull does ops inside an iterator that the task pulls, and awaits itself in
// between. Debug mode refuses an await in the iterator.
func (w *world) pull(ctx context.Context, name string, ops []randomOp) (err error) {
	next, stop := iter.Pull(func(yield func(error) bool) {
		for i := range ops {
			if !yield(w.do(ctx, name, ops[i:i+1])) {
				return
			}
		}
	})
	defer stop()
	for {
		e, ok := next()
		if !ok {
			return err
		}
		err = errors.Join(e, tasks.Yield(ctx))
	}
}

// nested runs a loop inside the step of a task.
func (w *world) nested(op randomOp) error {
	if w.inner {
		return nil
	}
	inner := &world{loop: actor.New(actor.VirtualClock(), actor.DirectHandOver(op.n%2 == 0), actor.Debug(false),
		actor.OnReport(func(*actor.Loop, actor.Report) {}), actor.ShutdownLimit(time.Minute)), left: 30, inner: true}
	inner.begin = inner.loop.Now()
	defer func() { w.trace = append(w.trace, inner.trace...) }()
	r := tasks.RunnerOn(inner.loop)
	defer func() { inner.note("close: %v", r.Close()) }()
	_, err := tasks.RunWith(context.Background(), r, inner.body(op.body))
	return err
}

// deep awaits far down, so that the stack grows and moves.
func (w *world) deep(ctx context.Context, n int) error {
	var pad [256]byte
	pad[n] = byte(n)
	if n%50 == 0 {
		if err := tasks.Yield(ctx); err != nil {
			return err
		}
	}
	if n == 0 || pad[n] != byte(n) {
		return nil
	}
	return w.deep(ctx, n-1)
}

// act does an operation that does not await.
func (w *world) act(name string, op randomOp) {
	t := w.task(op.n)
	callback := func() {
		w.note("%s %s", name, op.what)
		for _, one := range op.body {
			if w.left--; w.left >= 0 {
				w.act(name+"'s "+op.what, one)
			}
		}
	}
	switch op.what {
	case "soon":
		w.loop.CallSoon(callback)
	case "later":
		w.loop.CallLater(time.Duration(op.n%4)*time.Millisecond, callback)
	case "posted":
		_ = w.loop.Post(callback)
	case "policy":
		hooked(w.loop, callback)
	case "goOn":
		w.made(tasks.GoOn(context.Background(), w.loop, w.body(nil)))
	case "goOnEager":
		w.made(tasks.GoOn(context.Background(), w.loop, w.body([]randomOp{{what: "yield"}, {what: "stack", n: op.n}, {what: "sleep", n: op.n}}), tasks.Eager()))
	case "set":
		w.event.Set()
		w.event.Clear()
	case "goexit":
		if op.n%2 == 0 {
			w.note("%s leaves", name)
			runtime.Goexit()
		}
	case "panic":
		if op.n%2 == 0 && !strings.HasSuffix(name, "policy") { // it would end the test
			panic("random")
		}
	case "debug":
		if op.n%8 == 0 {
			w.loop.SetDebug(!w.loop.DebugMode())
		}
	case "ondone":
		if t != nil {
			t.OnDone(callback)
		}
	case "cancel":
		if t != nil {
			w.note("%s cancels %s: %v", name, t.Name(), t.Cancel())
		}
	case "stack":
		if t != nil {
			w.note("%s looks at %v: %v", name, t, functions(t.Stack(0)))
		}
	default:
		w.note("%s %s", name, op.what)
	}
}
