package conformance

import (
	"context"
	"errors"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// ops are the statements that hold no others and leave no block, by their op.
var ops map[string]func(*coroutine, context.Context, *Statement) error

func init() {
	ops = map[string]func(*coroutine, context.Context, *Statement) error{
		"log": func(c *coroutine, _ context.Context, s *Statement) error { c.event("log", *s.Msg); return nil },

		"sleep":         (*coroutine).sleep,
		"spawn":         (*coroutine).spawn,
		"future":        (*coroutine).future,
		"set_result":    (*coroutine).setResult,
		"set_exception": (*coroutine).setError,
		"cancel":        (*coroutine).cancel,
		"cancel_self":   (*coroutine).cancelSelf,
		"uncancel": func(c *coroutine, ctx context.Context, _ *Statement) error {
			c.event("uncancel", tasks.Current(ctx).Uncancel())
			return nil
		},
		"cancelling": func(c *coroutine, ctx context.Context, _ *Statement) error {
			c.event("cancelling", tasks.Current(ctx).Canceling())
			return nil
		},
		"await":                (*coroutine).await,
		"inspect":              (*coroutine).inspect,
		"add_done_callback":    (*coroutine).addCallback,
		"remove_done_callback": (*coroutine).removeCallback,
		"all_tasks": func(c *coroutine, ctx context.Context, _ *Statement) error {
			c.event("all_tasks", len(tasks.All(ctx)))
			return nil
		},
		"var_set": func(c *coroutine, ctx context.Context, s *Statement) error {
			c.variable.Set(ctx, value(s.Value))
			return nil
		},
		"var_get": func(c *coroutine, ctx context.Context, _ *Statement) error {
			c.event("var", c.variable.Get(ctx))
			return nil
		},
		"call_soon":  (*coroutine).callSoon,
		"call_later": (*coroutine).callSoon,
		"cancel_handle": func(c *coroutine, _ context.Context, s *Statement) error {
			c.handle(s).(*actor.Callback).Cancel()
			return nil
		},
		"gather":       (*coroutine).gather,
		"shield":       (*coroutine).shield,
		"wait_for":     (*coroutine).waitFor,
		"wait":         (*coroutine).wait,
		"as_completed": (*coroutine).asCompleted,
		"reschedule":   (*coroutine).reschedule,

		"lock":      func(c *coroutine, _ context.Context, s *Statement) error { return c.make(s, &tasks.Lock{}) },
		"condition": func(c *coroutine, _ context.Context, s *Statement) error { return c.make(s, &tasks.Condition{}) },
		"event":     func(c *coroutine, _ context.Context, s *Statement) error { return c.make(s, &tasks.Event{}) },
		"barrier": func(c *coroutine, _ context.Context, s *Statement) error {
			return c.make(s, tasks.NewBarrier(s.Parties))
		},
		"semaphore":   (*coroutine).semaphore,
		"queue":       (*coroutine).queue,
		"acquire":     (*coroutine).acquire,
		"release":     (*coroutine).release,
		"locked":      (*coroutine).locked,
		"cond_wait":   (*coroutine).condWait,
		"notify":      func(c *coroutine, _ context.Context, s *Statement) error { return c.condition(s).Notify(s.N) },
		"notify_all":  func(c *coroutine, _ context.Context, s *Statement) error { return c.condition(s).NotifyAll() },
		"event_set":   func(c *coroutine, _ context.Context, s *Statement) error { c.flag(s).Set(); return nil },
		"event_clear": func(c *coroutine, _ context.Context, s *Statement) error { c.flag(s).Clear(); return nil },
		"event_wait":  (*coroutine).eventWait,
		"put":         (*coroutine).put,
		"put_nowait":  (*coroutine).put,
		"get":         (*coroutine).get,
		"get_nowait":  (*coroutine).get,
		"join":        (*coroutine).join,
		"task_done":   func(c *coroutine, _ context.Context, s *Statement) error { return c.items(s).TaskDone() },
		"shutdown": func(c *coroutine, _ context.Context, s *Statement) error {
			c.items(s).Shutdown(s.Immediate)
			return nil
		},
		"barrier_wait":  (*coroutine).barrierWait,
		"barrier_abort": func(c *coroutine, ctx context.Context, s *Statement) error { return c.barrier(s).Abort(ctx) },
		"barrier_reset": func(c *coroutine, ctx context.Context, s *Statement) error { return c.barrier(s).Reset(ctx) },
	}
}

func (c *coroutine) make(s *Statement, what any) error {
	c.handles[s.As] = what
	return nil
}

func (c *coroutine) sleep(ctx context.Context, s *Statement) error {
	v, err := tasks.After(ms(*s.MS), value(s.Result)).Await(ctx)
	if err == nil && s.Result != nil {
		c.event("slept", v)
	}
	return err
}

func (c *coroutine) spawn(ctx context.Context, s *Statement) error {
	coro := c.coroutine(s.Coro)
	var t *tasks.Task[any]
	switch {
	case s.In != "":
		t = supervise.GoIn(c.handles[s.In].(*supervise.Group), coro)
		if t.Finished() && errors.Is(t.Err(), supervise.ErrGroupClosed) {
			return t.Err()
		}
	case s.Eager:
		t = tasks.Go(ctx, coro, tasks.Eager())
	default:
		t = tasks.Go(ctx, coro)
	}
	c.handles[s.As] = t
	c.event("spawned", s.As)
	return nil
}

func (c *coroutine) future(ctx context.Context, s *Statement) error {
	return c.make(s, tasks.NewFuture[any](ctx))
}

func (c *coroutine) setResult(_ context.Context, s *Statement) error {
	return c.attempt(s, c.handle(s).(*tasks.Future[any]).SetResult(value(s.Value)))
}

func (c *coroutine) setError(_ context.Context, s *Statement) error {
	return c.attempt(s, c.handle(s).(*tasks.Future[any]).SetError(raised(s)))
}

func (c *coroutine) attempt(s *Statement, err error) error {
	outcome := "ok"
	if err != nil {
		outcome = describe(err)[0].(string)
	}
	c.event(s.Op, s.on(), outcome)
	return nil
}

func reason(s *Statement) []string {
	if s.Msg == nil {
		return nil
	}
	return []string{*s.Msg}
}

func (c *coroutine) cancel(_ context.Context, s *Statement) error {
	c.event("cancel", s.on(), c.handle(s).(tasks.Handle).Cancel(reason(s)...))
	return nil
}

func (c *coroutine) cancelSelf(ctx context.Context, s *Statement) error {
	c.event("cancel_self", tasks.Current(ctx).Cancel(reason(s)...))
	return nil
}

// target is the awaitable that a statement names; a coroutine is made now.
func (c *coroutine) target(t target) tasks.Awaitable[any] {
	if t.coro != "" {
		return c.coroutine(t.coro)
	}
	return c.handles[t.name].(tasks.Awaitable[any])
}

func (c *coroutine) targets(s *Statement) []tasks.Awaitable[any] {
	var all []tasks.Awaitable[any]
	for _, t := range s.targets() {
		all = append(all, c.target(t))
	}
	return all
}

func (c *coroutine) await(ctx context.Context, s *Statement) error {
	t := s.targets()[0]
	v, err := c.target(t).Await(ctx)
	return c.succeeded(err, "got", t.name+t.coro, show(v))
}

func (c *coroutine) inspect(_ context.Context, s *Statement) error {
	p := c.promise(s)
	var result, exception any
	if v, err := p.Result(); err != nil {
		result = map[string]any{"raised": describe(err)}
	} else {
		result = show(v)
	}
	switch {
	case !p.Finished() || p.Canceled():
		exception = map[string]any{"raised": describe(p.Err())}
	case p.Err() != nil:
		exception = wrapped(p.Err())
	}
	c.event("inspect", s.on(), p.Finished(), p.Canceled(), result, exception)
	return nil
}

func (c *coroutine) addCallback(_ context.Context, s *Statement) error {
	p := c.promise(s)
	added := callback{s.Label, p.Completion()}
	c.callbacks[added] = append(c.callbacks[added], p.OnDone(func() { c.log("loop", "callback", s.Label, p.Canceled()) }))
	return nil
}

func (c *coroutine) removeCallback(_ context.Context, s *Statement) error {
	n := 0
	added := callback{s.Label, c.promise(s).Completion()}
	for _, w := range c.callbacks[added] {
		if w.Stop() {
			n++
		}
	}
	delete(c.callbacks, added)
	c.event("removed", s.Label, n)
	return nil
}

func (c *coroutine) callSoon(_ context.Context, s *Statement) error {
	call := func() { c.log("loop", "called", s.Label) }
	var made *actor.Callback
	if s.Op == "call_soon" {
		made = c.loop.CallSoon(call)
	} else {
		made = c.loop.CallLater(ms(*s.MS), call)
	}
	if s.As != "" {
		c.handles[s.As] = made
	}
	return nil
}
