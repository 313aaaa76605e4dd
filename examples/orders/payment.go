package main

import (
	"context"
	"errors"

	"github.com/actorloom/actorloom/supervise"
)

var (
	errDeclined = errors.New("the card was declined")
	errTooLate  = errors.New("the order was taken back")
)

// charge and refund are the messages that payment handles.
type (
	charge struct{ order, cents int }
	refund struct{ order int }
)

// bank stands for the service of a bank. A refund may overtake its charge, so refunds are
// remembered.
type bank struct {
	most     int // what a card is good for
	charged  map[int]int
	refunded map[int]bool
}

func newBank(most int) *bank {
	return &bank{most: most, charged: make(map[int]int), refunded: make(map[int]bool)}
}

func (b *bank) charge(c charge) error {
	switch {
	case b.refunded[c.order]:
		return errTooLate
	case c.cents > b.most:
		return errDeclined
	}
	b.charged[c.order] = c.cents
	return nil
}

func (b *bank) refund(order int) {
	b.refunded[order] = true
	delete(b.charged, order)
}

// paymentActor handles any number of messages at a time, since the bank is slow:
// they interleave at their awaits.
func (s *shop) paymentActor() supervise.Actor {
	return supervise.Actor{Name: "payment", Interleave: -1, Handle: s.limited(func(ctx context.Context, msg any) (any, error) {
		switch m := msg.(type) {
		case charge:
			return s.faults.around(ctx, "payment", func() error { return s.bank.charge(m) })
		case refund:
			return s.faults.around(ctx, "payment", func() error { s.bank.refund(m.order); return nil })
		}
		return nil, supervise.ErrUnhandled
	})}
}
