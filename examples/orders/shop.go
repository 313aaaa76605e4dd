package main

import (
	"context"
	"log/slog"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// shop is the service: four actors under a supervisor, and the orders, each of
// which is a task. All of it is on one loop, so nothing here has a lock.
//
//	state    entered by                                  left by
//	opening  newShop                                     run (to open)
//	open     run                                         close (to closing)
//	closing  close: new orders are refused               the end of the last order (to closed)
//	closed   its supervisor has stopped the actors       never
type shop struct {
	limit time.Duration // for an answer
	pause time.Duration // before it is asked for again
	room  int           // in front of stock

	warehouse *warehouse
	bank      *bank
	carrier   *carrier
	book      *book
	faults    *faults
	logger    *slog.Logger

	stock, payment, shipping, audit *proto.PID

	opened, empty tasks.Event
	closing       bool
	lastID        int
	underWay      int
	sum           summary
	restarts      map[string]int
}

func newShop(f *faults, left map[string]int) *shop {
	return &shop{
		limit:     200 * time.Millisecond,
		pause:     20 * time.Millisecond,
		room:      32,
		warehouse: newWarehouse(left),
		bank:      newBank(20_000),
		carrier:   newCarrier(),
		book:      newBook(),
		faults:    f,
		restarts:  make(map[string]int),
	}
}

// run is the shop's life, from its opening until it has closed.
func (s *shop) run(ctx context.Context) error {
	var children []supervise.Child
	for _, staff := range []struct {
		what supervise.Actor
		at   **proto.PID
	}{
		// They stop in the reverse order, so the actor that an order asks last stops last.
		{s.auditActor(), &s.audit},
		{s.stockActor(), &s.stock},
		{s.paymentActor(), &s.payment},
		{s.shippingActor(), &s.shipping},
	} {
		child, ref, err := staff.what.Child(ctx)
		if err != nil {
			return err
		}
		children = append(children, child)
		*staff.at = ref.PID()
	}
	staff := supervise.Start(ctx, supervise.Supervisor{
		Name:     "shop",
		Children: children,
		// Orders wait for an actor that is down, so it is never given up.
		Intensity: supervise.Unlimited,
		Backoff:   supervise.Backoff{Min: 20 * time.Millisecond, Max: 200 * time.Millisecond, Jitter: 0.2, Rand: s.faults.random.Float64},
		Events:    s.note,
		Logger:    s.logger,
	})
	s.opened.Set()
	if err := s.empty.Wait(ctx); err != nil {
		return err
	}
	_, err := staff.Shutdown(ctx)
	return err
}

// limited gives the handling of each message a time limit, since a service may never answer. By
// then the asker has given up.
func (s *shop) limited(handle supervise.Handler) supervise.Handler {
	return func(ctx context.Context, msg any) (any, error) {
		return supervise.WaitFor(ctx, tasks.Coro[any](func(ctx context.Context) (any, error) { return handle(ctx, msg) }), 2*s.limit)
	}
}

// note keeps count of restarts.
func (s *shop) note(e supervise.Event) {
	if r, ok := e.(supervise.Restarted); ok {
		s.restarts[r.Child]++
	}
}

// close refuses new orders, and suspends until those under way have ended.
func (s *shop) close(ctx context.Context) error {
	s.closing = true
	s.closeWhenEmpty()
	return s.empty.Wait(ctx)
}

func (s *shop) closeWhenEmpty() {
	if s.closing && s.underWay == 0 {
		s.empty.Set()
	}
}
