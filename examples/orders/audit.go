package main

import (
	"context"

	"github.com/actorloom/actorloom/supervise"
)

// summary is what became of the orders.
type summary struct {
	In          int `json:"in"`
	Shipped     int `json:"shipped"`
	Refused     int `json:"refused"`
	Compensated int `json:"compensated"`
}

func (s *summary) count(end state) {
	switch end {
	case shipped:
		s.Shipped++
	case refused:
		s.Refused++
	case compensated:
		s.Compensated++
	}
}

// complete reports whether every order has come to an end.
func (s *summary) complete() bool { return s.In == s.Shipped+s.Refused+s.Compensated }

// book stands for a log that lasts. Writing a line again changes nothing.
type book struct {
	lines []order
	has   map[int]bool
}

func newBook() *book { return &book{has: make(map[int]bool)} }

func (b *book) write(o order) {
	if !b.has[o.ID] {
		b.has[o.ID] = true
		b.lines = append(b.lines, o)
	}
}

// auditActor writes down how each order has ended.
func (s *shop) auditActor() supervise.Actor {
	return supervise.Actor{Name: "audit", Handle: s.limited(supervise.Typed(func(ctx context.Context, o order) (any, error) {
		return s.faults.around(ctx, "audit", func() error { s.book.write(o); return nil })
	}))}
}
