package tasks

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/goexit"
)

// Waiting for Go channels, whose other end is outside the loop.
//
// What can proceed at once does, without suspending. Else a goroutine waits in
// the task's place and the loop goes on. A cancellation stops that goroutine and
// waits for its answer, since it may have sent or received by then: the await
// then succeeds, and the cancellation is delivered by the task's next await. So
// an item is received or it is not; it is never lost.

// Case is one alternative of [Select]: made by [OnRecv] or [OnSend].
type Case struct {
	sel  reflect.SelectCase
	then func(v reflect.Value, ok bool)
}

// OnRecv is the case that receives from ch; then, which may be nil, gets the
// item, and false when ch is closed. A nil ch is never ready.
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

// OnSend is the case that sends v to ch; then, which may be nil, is called when
// it has. A nil ch is never ready. When ch is closed, Select fails with ErrChanClosed.
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

// Select suspends until one of the cases can proceed, lets it, and returns its
// index after its function has run, or -1 and an error. Like Go's select it picks one at
// random when several can, and waits for ever without cases. Under a virtual clock it picks the
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
		if err := s.await(ctx); err != nil {
			return -1, err
		}
	}
	if s.err != nil {
		return -1, s.err
	}
	cases[s.chosen].then(s.value, s.ok)
	return s.chosen, nil
}

// mostCases is how many reflect.Select takes, less one to stop it.
const mostCases = 1<<16 - 1

// Recv receives from a Go channel: the item, and false when it is closed. It
// suspends while there is none. A cancellation ends the wait; no item is lost.
func Recv[T any](ctx context.Context, ch <-chan T) (v T, ok bool, err error) {
	_, err = Select(ctx, OnRecv(ch, func(item T, open bool) { v, ok = item, open }))
	return v, ok, err
}

// Send sends v to a Go channel, and suspends until somebody takes it or there is
// room. A cancellation ends the wait, unless v was sent. It fails with ErrChanClosed when
// ch is or gets closed.
func Send[T any](ctx context.Context, ch chan<- T, v T) error {
	_, err := Select(ctx, OnSend(ch, v, nil))
	return err
}

// selection is a select that a goroutine does for a task.
//
//	state     entered by                       left by
//	waiting   await                            the goroutine's answer (to over); Cancel, Leave, an unwound task (to stopping)
//	stopping  Cancel, Leave, or halt when      the goroutine's answer (to over)
//	          the task is unwound
//	over      the goroutine's answer           never
type selection struct {
	cases  []reflect.SelectCase
	chosen int
	value  reflect.Value
	ok     bool
	err    error

	end       actor.Completion
	loop      *Loop
	hold      actor.Hold
	stop      chan struct{}
	stopping  bool
	requested bool   // Cancel was called: the task has a cancellation to get
	msg       string // of that
}

// poll lets a case proceed that can do so at once; else chosen is the last, the default.
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

// hopeless reports whether no case can ever proceed: then nothing is under way outside the loop,
// and no goroutine waits.
func (s *selection) hopeless() bool {
	return !slices.ContainsFunc(s.cases[:len(s.cases)-1], func(c reflect.SelectCase) bool { return !c.Chan.IsNil() })
}

// do performs the select; a send to a closed channel is an error.
func (s *selection) do() {
	defer func() {
		if v := recover(); v != nil {
			s.err = ErrChanClosed
		}
	}()
	s.chosen, s.value, s.ok = reflect.Select(s.cases)
}

// await lets a goroutine wait and suspends until it answers.
func (s *selection) await(ctx context.Context) error {
	s.loop = LoopOf(ctx)
	if s.hopeless() {
		s.end.Init(s.loop, s)
		return s.end.Await(ctx)
	}
	s.stop = make(chan struct{})
	s.cases[len(s.cases)-1] = reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(s.stop)}
	s.loop.Hold(&s.hold)
	s.end.Init(s.loop, s)
	go func() {
		s.do()
		_ = s.loop.Send(s, actor.Call{})
	}()
	var err error
	// Unwound: the goroutine must not outlive the task.
	goexit.Guard(func() { err = s.end.Await(ctx) }, func() { s.halt() })
	switch {
	case err == nil && s.requested: // it could not be stopped any more
		actor.CancelLater(ctx, s.msg)
	case err != nil && s.end.Finished() && !s.end.Canceled():
		// The cancellation came between the answer and the task's turn.
		actor.CancelLater(ctx, canceledMsg(err))
		err = nil
	}
	return err
}

// Receive handles the goroutine's answer.
func (s *selection) Receive(actor.Message) {
	s.loop.Release(&s.hold)
	if s.err == nil && s.chosen == len(s.cases)-1 {
		s.end.EndCanceled(actor.CanceledWith(s.msg))
		return
	}
	s.end.Settle(nil)
}

// Cancel stops the goroutine, whose answer then ends the wait.
func (s *selection) Cancel(msg string) bool {
	if s.stop == nil {
		return s.end.EndCanceled(actor.CanceledWith(msg))
	}
	s.requested = true
	s.msg = msg
	return s.halt()
}

// Leave is Cancel without a request to the task: a derived context has ended.
func (s *selection) Leave() bool {
	if s.stop == nil {
		return s.end.EndCanceled(nil)
	}
	return s.halt()
}

func (s *selection) halt() bool {
	if !s.stopping {
		s.stopping = true
		close(s.stop)
	}
	return true
}

func (s *selection) String() string { return "a Go channel" }
