package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/actorloom/actorloom/supervise"
)

var errNoStock = errors.New("not in stock")

// reserve and release are the messages that stock handles. Messages of one sender arrive in order:
// when a release comes, the reserve before it was done or refused.
type (
	reserve struct {
		order int
		item  string
		count int
	}
	release struct{ order int }
)

// warehouse stands for a database: it survives the actor.
type warehouse struct {
	left     map[string]int
	reserved map[int]reserve
}

func newWarehouse(left map[string]int) *warehouse {
	return &warehouse{left: left, reserved: make(map[int]reserve)}
}

func (w *warehouse) reserve(r reserve) error {
	if w.left[r.item] < r.count {
		return fmt.Errorf("%s: %w", r.item, errNoStock)
	}
	w.left[r.item] -= r.count
	w.reserved[r.order] = r
	return nil
}

func (w *warehouse) release(order int) {
	w.left[w.reserved[order].item] += w.reserved[order].count
	delete(w.reserved, order)
}

// stockActor handles one message at a time. It has little room for waiting messages, so that a
// customer is told at once that the shop is busy.
func (s *shop) stockActor() supervise.Actor {
	return supervise.Actor{Name: "stock", Capacity: s.room, Handle: s.limited(func(ctx context.Context, msg any) (any, error) {
		switch m := msg.(type) {
		case reserve:
			return s.faults.around(ctx, "stock", func() error { return s.warehouse.reserve(m) })
		case release:
			return s.faults.around(ctx, "stock", func() error { s.warehouse.release(m.order); return nil })
		}
		return nil, supervise.ErrUnhandled
	})}
}
