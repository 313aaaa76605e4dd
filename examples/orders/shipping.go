package main

import (
	"context"

	"github.com/actorloom/actorloom/supervise"
)

// ship and recall are the messages that shipping handles. The answer to a recall is whether the
// parcel had gone already; if not, it never will.
type (
	ship   struct{ order int }
	recall struct{ order int }
)

// carrier stands for the service of a carrier.
type carrier struct {
	gone     map[int]bool
	recalled map[int]bool
}

func newCarrier() *carrier {
	return &carrier{gone: make(map[int]bool), recalled: make(map[int]bool)}
}

func (c *carrier) ship(order int) error {
	if c.recalled[order] {
		return errTooLate
	}
	c.gone[order] = true
	return nil
}

func (c *carrier) recall(order int) (gone bool) {
	c.recalled[order] = !c.gone[order]
	return c.gone[order]
}

// shippingActor packs up to four parcels at a time.
func (s *shop) shippingActor() supervise.Actor {
	return supervise.Actor{Name: "shipping", Interleave: 4, Handle: s.limited(func(ctx context.Context, msg any) (any, error) {
		switch m := msg.(type) {
		case ship:
			return s.faults.around(ctx, "shipping", func() error { return s.carrier.ship(m.order) })
		case recall:
			gone := false
			_, err := s.faults.around(ctx, "shipping", func() error { gone = s.carrier.recall(m.order); return nil })
			return gone, err
		}
		return nil, supervise.ErrUnhandled
	})}
}
