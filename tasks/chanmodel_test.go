package tasks_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// randomOp is what a task of a random program does: it sends, receives, tries either, yields,
// closes the channel, or cancels another task.
type randomOp struct {
	kind byte // of "srSRycx"
	who  int  // to cancel
}

// randomTask goes on after a cancellation, or ends.
type randomTask struct {
	ops    []randomOp
	goesOn bool
}

func drawProgram(r *rand.Rand) (size int, all []randomTask) {
	n := 2 + r.IntN(3)
	for range n {
		t := randomTask{goesOn: r.IntN(3) == 0}
		for range 1 + r.IntN(5) {
			t.ops = append(t.ops, randomOp{"ssssrrrrSRyyycxxx"[r.IntN(17)], r.IntN(n)})
		}
		all = append(all, t)
	}
	return r.IntN(3), all
}

// playProgram returns what happens when tasks play a program.
func playProgram(t *testing.T, size int, program []randomTask, opts ...tasks.RunOption) string {
	var b strings.Builder
	over := false
	_, err := tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		ch := tasks.NewChan[int](size)
		all := make([]*tasks.Task[struct{}], len(program))
		for i, task := range program {
			all[i] = tasks.Go(ctx, tasks.Void(func(ctx context.Context) (err error) {
				for k, op := range task.ops {
					v, ok := 10*i+k, true
					switch op.kind {
					case 's':
						err = ch.Send(ctx, v)
					case 'r':
						v, ok, err = ch.Recv(ctx)
					case 'S':
						ok, err = ch.TrySend(v), nil
					case 'R':
						v, ok = ch.TryRecv()
					case 'y':
						err = tasks.Yield(ctx)
					case 'c':
						ch.Close()
					case 'x':
						ok = all[op.who].Cancel()
					}
					if over || tasks.IsCanceled(err) && !task.goesOn {
						return err
					}
					fmt.Fprintln(&b, i, k, v, ok, tasks.IsCanceled(err), err != nil, ch.Len())
					err = nil
				}
				return nil
			}))
		}
		letPass(t, ctx, 50)
		for _, task := range all {
			fmt.Fprintln(&b, task.Finished(), task.Canceled(), task.Canceling())
		}
		over = true
		return nil
	}), append(opts, tasks.VirtualClock())...)
	require.NoError(t, err)
	return b.String()
}

// chanModel plays a program by the rules of a Go channel and of asyncio's cancellation.
type chanModel struct {
	b                  strings.Builder
	size               int
	items              []int
	closed             bool
	senders, receivers []*modelTask
	all, ready         []*modelTask
}

type modelTask struct {
	randomTask
	i, k                       int
	waits                      bool // in ops[k]
	woken                      bool // by a counterpart, by Close, or by a cancellation
	item                       int
	done                       bool // by a counterpart
	canceled                   bool // the wait
	must                       bool // the next await is to be
	requests                   int
	begun, ended, endsCanceled bool
}

func (m *chanModel) wake(a *modelTask) {
	a.woken = true
	m.ready = append(m.ready, a)
}

func (m *chanModel) first(q *[]*modelTask) *modelTask {
	for len(*q) > 0 {
		a := (*q)[0]
		*q = (*q)[1:]
		if !a.woken {
			m.wake(a)
			return a
		}
	}
	return nil
}

func (m *chanModel) send(v int) bool {
	if m.closed {
		return false
	}
	if r := m.first(&m.receivers); r != nil {
		r.item, r.done = v, true
		return true
	}
	if len(m.items) < m.size {
		m.items = append(m.items, v)
		return true
	}
	return false
}

func (m *chanModel) recv() (v int, ok bool) {
	if s := m.first(&m.senders); s != nil {
		s.done = true
		m.items = append(m.items, s.item)
	}
	if len(m.items) == 0 {
		return 0, false
	}
	v, m.items = m.items[0], m.items[1:]
	return v, true
}

func (m *chanModel) cancel(a *modelTask) bool {
	if a.ended {
		return false
	}
	a.requests++
	if a.waits && !a.woken {
		a.canceled = true
		m.wake(a)
	} else {
		a.must = true
	}
	return true
}

// wait lets a wait in q; nil is a yield.
func (m *chanModel) wait(a *modelTask, q *[]*modelTask, v int) {
	a.waits, a.woken, a.done, a.canceled, a.item = true, false, false, false, v
	if q == nil {
		m.wake(a)
		return
	}
	*q = append(*q, a)
	if a.must {
		a.must, a.canceled = false, true
		m.wake(a)
	}
}

func (m *chanModel) step(a *modelTask) {
	if !a.begun && a.requests > 0 {
		a.ended, a.endsCanceled = true, true
		return
	}
	a.begun = true
	for ; a.k < len(a.ops); a.k++ {
		op, v, ok, canceled, failed := a.ops[a.k], 10*a.i+a.k, true, false, false
		switch {
		case a.waits:
			a.waits = false
			canceled = a.canceled || a.must
			a.must = a.done && canceled // who has got the item hears of it at the next await
			canceled = canceled && !a.done
			failed = canceled || op.kind == 's' && !a.done
			if op.kind == 'r' {
				v, ok = a.item, a.done
			}
			isIt := func(x *modelTask) bool { return x == a }
			m.senders, m.receivers = slices.DeleteFunc(m.senders, isIt), slices.DeleteFunc(m.receivers, isIt)
		case op.kind == 's':
			if failed = m.closed; !failed && !m.send(v) {
				m.wait(a, &m.senders, v)
				return
			}
		case op.kind == 'r':
			if v, ok = m.recv(); !ok && !m.closed {
				m.wait(a, &m.receivers, 0)
				return
			}
		case op.kind == 'S':
			ok = m.send(v)
		case op.kind == 'R':
			v, ok = m.recv()
		case op.kind == 'y':
			m.wait(a, nil, 0)
			return
		case op.kind == 'c':
			m.closed = true
			for m.first(&m.senders) != nil || m.first(&m.receivers) != nil {
			}
		case op.kind == 'x':
			ok = m.cancel(m.all[op.who])
		}
		if canceled && !a.goesOn {
			a.ended, a.endsCanceled = true, true
			return
		}
		fmt.Fprintln(&m.b, a.i, a.k, v, ok, canceled, failed, len(m.items))
	}
	a.ended, a.endsCanceled = true, a.must
}

func (m *chanModel) run(program []randomTask) string {
	for i, task := range program {
		m.all = append(m.all, &modelTask{randomTask: task, i: i})
	}
	for m.ready = slices.Clone(m.all); len(m.ready) > 0; {
		a := m.ready[0]
		m.ready = m.ready[1:]
		m.step(a)
	}
	for _, a := range m.all {
		fmt.Fprintln(&m.b, a.ended, a.endsCanceled, a.requests)
	}
	return m.b.String()
}

func TestAChanDoesWhatAGoChannelDoesInRandomProgramsWithCancellations(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	for range 300 {
		size, program := drawProgram(r)
		want := (&chanModel{size: size}).run(program)
		for _, debug := range []bool{false, true} {
			require.Equal(t, want, playProgram(t, size, program, tasks.Debug(debug)), "size %d: %+v", size, program)
		}
	}
}
