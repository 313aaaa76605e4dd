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
type Case struct {
	sel  reflect.SelectCase
	then func(v reflect.Value, ok bool)
}

// OnRecv is the case that receives from ch. then, which may be nil, is called with the item and
// true, or with the zero value and false when ch is closed. A nil ch is never ready.
func OnRecv[T any](ch <-chan T, then func(v T, ok bool)) Case {
	return Case{
		sel: reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(ch)},
		then: func(v reflect.Value, ok bool) {
			if then == nil {
				return
			}
			var item T
			if ok {
				item, _ = v.Interface().(T)
			}
			then(item, ok)
		},
	}
}

// OnSend is the case that sends v to ch. then, which may be nil, is called after that. A nil ch is
// never ready. When ch is closed, Select fails with ErrChanClosed.
func OnSend[T any](ch chan<- T, v T, then func()) Case {
	item := reflect.ValueOf(&v).Elem()
	return Case{
		sel: reflect.SelectCase{Dir: reflect.SelectSend, Chan: reflect.ValueOf(ch), Send: item},
		then: func(reflect.Value, bool) {
			if then != nil {
				then()
			}
		},
	}
}

// Select suspends until one of the cases can proceed, if none can yet. It performs that case, calls
// its function, and returns its index, or -1 and an error. Like Go's select it picks one at random
// when several can proceed, and waits for ever without cases. Under a virtual clock it picks the
// same in each run when it need not wait; while it waits, Go's scheduler decides. A cancellation
// ends the wait, unless a case has proceeded. It fails with ErrChanClosed when a case sends to a
// closed channel, and with ErrInvalidState for a zero Case, and for more than 65535 cases.
func Select(ctx context.Context, cases ...Case) (int, error) {
	if _, err := actor.Running(ctx); err != nil {
		return -1, err
	}
	if len(cases) > mostCases {
		return -1, fmt.Errorf("a select of %d cases: %d are possible: %w", len(cases), mostCases, ErrInvalidState)
	}
	s := &selection{cases: make([]reflect.SelectCase, len(cases)+1)}
	for i, c := range cases {
		if c.then == nil {
			return -1, fmt.Errorf("case %d of a select is empty, OnRecv and OnSend make one: %w", i, ErrInvalidState)
		}
		s.cases[i] = c.sel
	}
	last := len(cases)
	s.poll(actor.LoopOf(ctx))
	if s.chosen == last {
		if err := awaitOutside(ctx, s.hopeless(), s.orStop); err != nil {
			return -1, err
		}
	}
	if s.err != nil {
		return -1, s.err
	}
	cases[s.chosen].then(s.value, s.ok)
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
	cases  []reflect.SelectCase // and one more, for the default or the stop
	chosen int
	value  reflect.Value
	ok     bool
	err    error
}

// poll performs a case that can proceed at once. If none can, chosen is the last, the default.
func (s *selection) poll(l *Loop) {
	all := s.cases
	last := len(all) - 1
	all[last] = reflect.SelectCase{Dir: reflect.SelectDefault}
	if last == 1 || !l.Virtual() {
		s.do()
		return
	}
	defer func() { s.cases = all }()
	for _, i := range l.Random().Perm(last) { // one by one, since reflect.Select has a random order of its own
		s.cases = []reflect.SelectCase{all[i], all[last]}
		if s.do(); s.chosen == 0 || s.err != nil {
			s.chosen = i
			return
		}
	}
	s.chosen = last
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
