package tasks

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/actorloom/actorloom/actor"
)

// Go channels, whose other end is outside the loop. Here is what can proceed at once, without
// suspending; what has to wait does so in gochanwait.go.

// Case is one alternative of [Select]: made by [OnRecv] or [OnSend].
type Case struct{ is alternative }

// alternative is a send or a receive.
type alternative interface {
	// try performs it, and calls its function, if it can proceed at once.
	try() (performed bool, err error)
	// open is the alternative for reflect.Select.
	open() reflect.SelectCase
	// performed calls its function after reflect.Select.
	performed(v reflect.Value, ok bool)
}

type recvCase[T any] struct {
	ch   <-chan T
	then func(v T, ok bool)
}

// OnRecv is the case that receives from ch. then, which may be nil, is called with the item and
// true, or with the zero value and false when ch is closed. A nil ch is never ready.
func OnRecv[T any](ch <-chan T, then func(v T, ok bool)) Case { return Case{&recvCase[T]{ch, then}} }

func (c *recvCase[T]) try() (performed bool, err error) {
	select {
	case v, ok := <-c.ch:
		if c.then != nil {
			c.then(v, ok)
		}
		return true, nil
	default:
		return false, nil
	}
}

func (c *recvCase[T]) open() reflect.SelectCase {
	return reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(c.ch)}
}

func (c *recvCase[T]) performed(v reflect.Value, ok bool) {
	if c.then == nil {
		return
	}
	var item T
	if ok {
		item, _ = v.Interface().(T)
	}
	c.then(item, ok)
}

type sendCase[T any] struct {
	ch   chan<- T
	item T
	then func()
}

// OnSend is the case that sends v to ch. then, which may be nil, is called after that. A nil ch is
// never ready; a closed one is, and Select then fails with ErrChanClosed.
func OnSend[T any](ch chan<- T, v T, then func()) Case { return Case{&sendCase[T]{ch, v, then}} }

func (c *sendCase[T]) try() (performed bool, err error) {
	if performed, err = trySend(c.ch, c.item); performed && c.then != nil {
		c.then()
	}
	return performed, err
}

func (c *sendCase[T]) open() reflect.SelectCase {
	item := reflect.ValueOf(&c.item).Elem()
	return reflect.SelectCase{Dir: reflect.SelectSend, Chan: reflect.ValueOf(c.ch), Send: item}
}

func (c *sendCase[T]) performed(reflect.Value, bool) {
	if c.then != nil {
		c.then()
	}
}

// Select suspends until one of the cases can proceed, if none can yet. It performs that case, calls
// its function, and returns its index, or -1 and an error. Like Go's select it picks one at random
// when several can proceed, and waits for ever without cases. Under a virtual clock it picks the
// same in each run when it need not wait; while it waits, Go's scheduler decides. A cancellation
// ends the wait, unless a case has proceeded. It fails with ErrChanClosed when it picks a case that
// sends to a closed channel, and with ErrInvalidState for a zero Case, and for more than 65535 cases.
func Select(ctx context.Context, cases ...Case) (int, error) {
	if _, err := actor.Running(ctx); err != nil {
		return -1, err
	}
	if len(cases) > mostCases {
		return -1, fmt.Errorf("a select of %d cases: %d are possible: %w", len(cases), mostCases, ErrInvalidState)
	}
	for i, c := range cases {
		if c.is == nil {
			return -1, fmt.Errorf("case %d of a select is empty, OnRecv and OnSend make one: %w", i, ErrInvalidState)
		}
	}
	if i, err := tryOne(actor.LoopOf(ctx), cases); i >= 0 || err != nil {
		return i, err
	}
	return selectLater(ctx, cases)
}

// tryOne performs one of the cases that can proceed at once, and returns its index, or -1 when none
// can. It tries the cases one by one, in a random order: reflect.Select would take ten times as
// long, and has a random order of its own, which is not the same in each run.
func tryOne(l *Loop, cases []Case) (int, error) {
	var few [16]int
	order := few[:0]
	for i := range cases {
		order = append(order, i)
	}
	for n := len(order); n > 0; n-- {
		next := 0
		if n > 1 {
			next = l.Random().IntN(n)
		}
		i := order[next]
		order[next] = order[n-1]
		if performed, err := cases[i].is.try(); err != nil {
			return -1, err
		} else if performed {
			return i, nil
		}
	}
	return -1, nil
}

// selectLater is Select when it has to wait.
func selectLater(ctx context.Context, cases []Case) (int, error) {
	s := &selection{cases: make([]reflect.SelectCase, len(cases)+1)}
	for i, c := range cases {
		s.cases[i] = c.is.open()
	}
	if err := awaitOutside(ctx, s.hopeless(), s.orStop); err != nil {
		return -1, err
	}
	if s.err != nil {
		return -1, s.err
	}
	cases[s.chosen].is.performed(s.value, s.ok)
	return s.chosen, nil
}

// mostCases is how many cases reflect.Select takes, less the one that stops it.
const mostCases = 1<<16 - 1

// Recv receives from a Go channel: the item, and false when it is closed. It suspends while there is
// none. A cancellation ends the wait; no item is lost: see [Chan.Recv].
func Recv[T any](ctx context.Context, ch <-chan T) (v T, ok bool, err error) {
	if _, err := actor.Running(ctx); err != nil {
		return v, false, err
	}
	select { // a Select of one case would take ten times as long
	case v, ok = <-ch:
		return v, ok, nil
	default:
		return recvLater(ctx, ch)
	}
}

// recvLater is Recv when it has to wait.
func recvLater[T any](ctx context.Context, ch <-chan T) (v T, ok bool, err error) {
	err = awaitOutside(ctx, ch == nil, func(stop <-chan struct{}) (stopped bool) {
		select {
		case v, ok = <-ch:
			return false
		case <-stop:
			return true
		}
	})
	return v, ok, err
}

// Send sends v to a Go channel, and suspends until somebody takes it or there is room. A
// cancellation ends the wait, unless v was sent. It fails with ErrChanClosed when ch is closed, or
// is closed during the wait.
func Send[T any](ctx context.Context, ch chan<- T, v T) error {
	if _, err := actor.Running(ctx); err != nil {
		return err
	}
	if sent, err := trySend(ch, v); sent || err != nil {
		return err
	}
	return sendLater(ctx, ch, v)
}

// trySend sends v if that is possible at once, and reports whether it did.
func trySend[T any](ch chan<- T, v T) (sent bool, err error) {
	defer orClosed(&err)
	select {
	case ch <- v:
		return true, nil
	default:
		return false, nil
	}
}

// sendLater is Send when it has to wait.
func sendLater[T any](ctx context.Context, ch chan<- T, v T) (err error) {
	var closed error
	err = awaitOutside(ctx, ch == nil, func(stop <-chan struct{}) (stopped bool) {
		defer orClosed(&closed)
		select {
		case ch <- v:
			return false
		case <-stop:
			return true
		}
	})
	if err == nil {
		err = closed
	}
	return err
}

// orClosed is deferred around a send to a Go channel: it turns the panic of a closed channel into
// an error.
func orClosed(err *error) {
	if recover() != nil {
		*err = ErrChanClosed
	}
}

// selection is the work of Select.
type selection struct {
	cases  []reflect.SelectCase // and one more, for the stop
	chosen int
	value  reflect.Value
	ok     bool
	err    error
}

// orStop waits until a case can proceed or stop is closed, and reports whether it was stop.
func (s *selection) orStop(stop <-chan struct{}) bool {
	last := len(s.cases) - 1
	s.cases[last] = reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(stop)}
	s.do()
	return s.err == nil && s.chosen == last
}

// hopeless reports whether no case can ever proceed.
func (s *selection) hopeless() bool {
	return !slices.ContainsFunc(s.cases[:len(s.cases)-1], func(c reflect.SelectCase) bool { return !c.Chan.IsNil() })
}

// do performs the select; a send to a closed channel is an error.
func (s *selection) do() {
	defer orClosed(&s.err)
	s.chosen, s.value, s.ok = reflect.Select(s.cases)
}
