package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// order is what a customer wants, and how far the order has come.
//
//	state        entered by                                    left by
//	received     place                                         fulfil (to preparing); a shop that closes (to refused)
//	preparing    fulfil: stock and payment are asked           both answers (to leaving); an error, the limit, a cancellation (to undoing)
//	leaving      both answers: shipping is asked               its answer (to shipped); an error, the limit, a cancellation (to recalling)
//	recalling    settle: shipping is asked to stop the parcel  "it has gone" (to shipped), "it is here" (to undoing)
//	undoing      settle: stock and payment are to undo it      both answers (to refused, compensated)
//	shipped      shipping's answer                             never
//	refused      stock or payment said no; a shop that closes  never
//	compensated  anything else that went wrong                 never
type order struct {
	ID    int    `json:"id"`
	Item  string `json:"item"`
	Count int    `json:"count"`
	Cents int    `json:"cents"`
	State state  `json:"state"`
	Why   string `json:"why,omitempty"`
}

type state string

const (
	received    state = "received"
	preparing   state = "preparing"
	leaving     state = "leaving"
	recalling   state = "recalling"
	undoing     state = "undoing"
	shipped     state = "shipped"
	refused     state = "refused"
	compensated state = "compensated"
)

var errClosing = errors.New("the shop closes")

// place takes an order and sees it through. After a cancellation, such as that of a customer who
// leaves, what was done is undone. A second cancellation ends the wait for that.
func (s *shop) place(ctx context.Context, o order) (order, error) {
	s.lastID++
	o.ID, o.State, o.Why = s.lastID, received, ""
	s.sum.In++
	s.underWay++
	var err error
	if s.closing {
		err = errClosing
	} else {
		err = s.fulfil(ctx, &o)
	}
	// Whatever has happened, the order must come to an end. That gets a task of its own, which no
	// cancellation of this task reaches.
	end := tasks.Go(ctx, func(ctx context.Context) (order, error) { return s.conclude(ctx, o, err) },
		tasks.Name(fmt.Sprintf("the end of order %d", o.ID)))
	return supervise.Shield(ctx, end).Await(ctx)
}

// fulfil does what the customer wants.
func (s *shop) fulfil(ctx context.Context, o *order) error {
	o.State = preparing
	both := supervise.Gather(ctx,
		tasks.Ask[struct{}](ctx, s.stock, reserve{o.ID, o.Item, o.Count}),
		tasks.Ask[struct{}](ctx, s.payment, charge{o.ID, o.Cents}))
	if _, err := supervise.WaitFor(ctx, both, s.limit); err != nil {
		return err
	}
	o.State = leaving
	_, err := supervise.WaitFor(ctx, tasks.Ask[struct{}](ctx, s.shipping, ship{o.ID}), s.limit)
	return err
}

// conclude brings an order to its end. An error without a clear answer, such as a timeout, says
// nothing about what was done. So everything that may have been done is undone; undoing what was
// not done is no error.
func (s *shop) conclude(ctx context.Context, o order, failure error) (order, error) {
	if err := s.settle(ctx, &o, failure); err != nil {
		return o, err
	}
	if _, err := insist[struct{}](ctx, s, s.audit, o); err != nil {
		return o, err
	}
	s.sum.count(o.State)
	s.underWay--
	s.closeWhenEmpty()
	return o, nil
}

// settle finds the state in which the order ends.
func (s *shop) settle(ctx context.Context, o *order, failure error) error {
	if failure == nil {
		o.State = shipped
		return nil
	}
	o.Why = failure.Error()
	if o.State == leaving {
		o.State = recalling
		gone, err := insist[bool](ctx, s, s.shipping, recall{o.ID})
		switch {
		case err != nil:
			return err
		case gone:
			o.State, o.Why = shipped, ""
			return nil
		}
	}
	if o.State != received {
		o.State = undoing
		if err := s.undo(ctx, o); err != nil {
			return err
		}
	}
	o.State = compensated
	if isRefusal(failure) {
		o.State = refused
	}
	return nil
}

// isRefusal reports whether an error is a clear no.
func isRefusal(err error) bool {
	for _, no := range []error{errNoStock, errDeclined, errClosing, supervise.ErrMailboxFull} {
		if errors.Is(err, no) {
			return true
		}
	}
	return false
}
