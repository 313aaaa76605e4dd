package tasks

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// Pool is several background loops, to use several processors: one loop still runs one step at a
// time, but different loops run at the same time. It is for work that has its own tasks and shares
// nothing; between loops, use Submit, Ask or Go channels. All its methods may be called from any
// goroutine.
type Pool struct {
	loops []*Loop
	turn  atomic.Uint64
}

// NewPool starts n loops, or one for each processor that Go uses when n is zero or less. End it
// with Shutdown. It fails as [Start] does.
func NewPool(n int, opts ...RunOption) (*Pool, error) {
	if n <= 0 {
		n = runtime.GOMAXPROCS(0)
	}
	p := &Pool{}
	for range n {
		l, err := Start(opts...)
		if err != nil {
			return nil, errors.Join(err, p.Shutdown(context.Background()))
		}
		p.loops = append(p.loops, l)
	}
	return p, nil
}

// Loops are the pool's loops; none of a nil Pool.
func (p *Pool) Loops() []*Loop {
	if p == nil {
		return nil
	}
	return slices.Clone(p.loops)
}

// Next returns one of the loops, each in its turn: where the next piece of work goes. A loop that
// has ended is passed over, unless all have. It returns nil for a nil or a zero Pool, which has
// none.
func (p *Pool) Next() *Loop {
	var l *Loop
	if p == nil {
		return l
	}
	for range p.loops {
		if l = p.loops[(p.turn.Add(1)-1)%uint64(len(p.loops))]; !l.Closed() {
			return l
		}
	}
	for _, other := range p.loops { // other callers have had the turns of those that go on
		if !other.Closed() {
			return other
		}
	}
	return l
}

// SubmitTo starts coro as a task on one of the pool's loops, each in its turn. For a nil or a zero
// Pool the task has ended with ErrNoLoop. See [Submit].
func SubmitTo[T any](p *Pool, coro Coro[T], opts ...Option) *Pending[T] {
	return Submit(p.Next(), coro, opts...)
}

// Shutdown ends all loops, at the same time, and blocks until they have ended: see the
// loop's Shutdown. It joins their errors. A nil Pool, as NewPool returns beside an error, has none.
func (p *Pool) Shutdown(ctx context.Context) error {
	loops := p.Loops()
	for _, l := range loops { // debug mode could not find this on the goroutines below
		if l.DrivenHere() {
			return fmt.Errorf("a pool's Shutdown in a task of one of its loops: %w", ErrLoopRunning)
		}
	}
	errs := make([]error, len(loops))
	var ended sync.WaitGroup
	for i, l := range loops {
		ended.Go(func() { errs[i] = l.Shutdown(ctx) })
	}
	ended.Wait()
	return errors.Join(errs...)
}
