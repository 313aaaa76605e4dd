package coro

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

func TestTheSelfTestPassesWithThisVersionOfGo(t *testing.T) {
	require.True(t, SelfTest())
}

// players are coroutines of an Exchange that each do what the next function in
// their inbox says, until there is none.
type players struct {
	*Exchange
	all    []*Coroutine
	doing  []func()
	behind map[*Coroutine]*Coroutine // who goes on behind whom, when it is not the driver
	trace  []string
}

// newPlayers makes n players who have started, and are suspended at home.
func newPlayers(n int) *players {
	p := &players{doing: make([]func(), n), behind: map[*Coroutine]*Coroutine{}}
	p.Exchange = NewExchange(p.back)
	for i := range n {
		var c *Coroutine
		c = p.Take(testBody(func() {
			defer func() { p.note("%d ends", i) }()
			for {
				p.Switch(c, p.back(c))
				c.Unwinding()
				do := p.doing[i]
				if do == nil {
					return
				}
				p.doing[i] = nil
				do()
			}
		}))
		p.all = append(p.all, c)
		p.Switch(p.Driver(), c)
	}
	return p
}

func (p *players) note(format string, args ...any) {
	p.trace = append(p.trace, fmt.Sprintf(format, args...))
}

// back is who goes on behind c.
func (p *players) back(c *Coroutine) *Coroutine {
	if to := p.behind[c]; to != nil {
		delete(p.behind, c)
		return to
	}
	return p.Driver()
}

// pass lets the players go on in this order, each resumed by the one before, and
// the driver at the end.
func (p *players) pass(order ...int) {
	for i, n := range order {
		p.doing[n] = func() { p.note("%d", n) }
		if i+1 < len(order) {
			p.behind[p.all[n]] = p.all[order[i+1]]
		}
	}
	p.Switch(p.Driver(), p.all[order[0]])
}

// apart is how many are parked away from home. It checks that no two are in one slot.
func (p *players) apart(t *testing.T) (n int) {
	t.Helper()
	require.Same(t, p.Driver(), p.Running())
	taken := map[*Coroutine]bool{}
	for _, c := range p.all {
		if c.at == nil {
			continue
		}
		require.False(t, taken[c.at])
		taken[c.at] = true
		if c.at != c {
			n++
		}
	}
	return n
}

func TestWhoeverSuspendsSwitchesToTheNext(t *testing.T) {
	p := newPlayers(3)
	p.pass(0, 1, 2)
	p.pass(2, 0)
	require.Equal(t, []string{"0", "1", "2", "2", "0"}, p.trace)
	require.NotZero(t, p.apart(t))
	p.unwindAll()
	require.Equal(t, []string{"0 ends", "1 ends", "2 ends"}, p.trace[5:])
}

func (p *players) unwindAll() {
	for _, c := range p.all {
		if c.at != nil && c.body != nil {
			p.Unwind(c)
			c.at = nil
		}
	}
	p.Close()
}

func TestCoroutinesInALongCircleGoHomeTogether(t *testing.T) {
	const n = 1000
	p := newPlayers(n)
	var order []int
	for i := range n {
		order = append(order, i)
	}
	p.pass(order...)
	require.Equal(t, n, p.apart(t))
	p.bringHome(p.all[n/2])
	require.Zero(t, p.apart(t))
	require.Len(t, p.trace, n, "nobody goes on")
	p.unwindAll()
	require.Zero(t, p.alive)
}

func TestCoroutinesCanBeUnwoundInAnyOrderAfterAnyPasses(t *testing.T) {
	for seed := range 300 {
		r := rand.New(rand.NewPCG(uint64(seed), 2))
		p := newPlayers(1 + r.IntN(12))
		for range r.IntN(20) {
			p.pass(r.Perm(len(p.all))[:1+r.IntN(len(p.all))]...)
			if r.IntN(4) == 0 {
				p.bringHome(p.all[r.IntN(len(p.all))])
			}
		}
		p.apart(t)
		p.trace = nil
		for _, i := range r.Perm(len(p.all)) {
			p.Unwind(p.all[i])
			p.all[i].at = nil
			require.Equal(t, fmt.Sprintf("%d ends", i), p.trace[len(p.trace)-1])
			p.apart(t)
		}
		require.Len(t, p.trace, len(p.all), "seed %d", seed)
		p.Close()
		require.Zero(t, p.alive)
	}
}

func TestABodyThatEndsItsGoroutineIsParkedAndTheOneBehindItIsTold(t *testing.T) {
	for seed := range 200 {
		r := rand.New(rand.NewPCG(uint64(seed), 3))
		p := newPlayers(6)
		p.pass(r.Perm(6)...)
		for _, i := range r.Perm(6)[:3] {
			p.doing[i] = runtime.Goexit
			p.Switch(p.Driver(), p.all[i])
			require.True(t, p.Died())
			require.False(t, p.Died(), "once")
			if r.IntN(2) == 0 {
				p.EndDying()
				p.all[i].at = nil
			}
			var alive []int
			for j, c := range p.all {
				if c.at != nil && !slices.Contains(p.dying, c) {
					alive = append(alive, j)
				}
			}
			p.pass(alive...)
			p.apart(t)
		}
		require.LessOrEqual(t, p.Dying(), 3)
		p.EndDying()
		p.unwindAll()
		require.Zero(t, p.alive)
	}
}

func TestAGoexitThatAPanicHidesIsNoticed(t *testing.T) {
	p := newPlayers(2)
	p.pass(0, 1)
	p.doing[0] = func() { p.note("goes on behind it") }
	c := p.Take(testBody(func() {
		defer func() { _ = recover() }()
		defer func() { panic("instead") }()
		runtime.Goexit()
	}))
	p.Back = p.all[0]
	p.Switch(p.Driver(), c)
	require.True(t, p.Died())
	require.Equal(t, []string{"0", "1", "goes on behind it"}, p.trace)
	p.unwindAll()
	require.Zero(t, p.alive)
}

func TestTheDeferredCallsOfAnUnwoundBodyMaySwitch(t *testing.T) {
	p := newPlayers(3)
	p.pass(0, 1, 2)
	p.doing[1] = func() {
		defer func() {
			p.doing[2] = func() { p.note("from a deferred call") }
			p.behind[p.all[2]] = p.all[1]
			p.Switch(p.Running(), p.all[2])
			p.note("and back")
		}()
		p.Switch(p.all[1], p.Driver())
		p.all[1].Unwinding()
	}
	p.Switch(p.Driver(), p.all[1])
	p.Unwind(p.all[1])
	p.all[1].at = nil
	require.Equal(t, []string{"from a deferred call", "and back", "1 ends"}, p.trace[3:])
	p.unwindAll()
}

func TestUnwindDoesNotNeedAnotherThread(t *testing.T) {
	ended := make(chan struct{})
	go func() { // its thread ends with it
		defer close(ended)
		runtime.LockOSThread()
		p := newPlayers(4)
		p.pass(3, 1, 0)
		p.doing[2] = runtime.Goexit
		p.Switch(p.Driver(), p.all[2])
		p.EndDying()
		p.all[2].at = nil
		p.unwindAll()
	}()
	<-ended
}

// crowd makes n coroutines at once, lets all their bodies end, and leaves them in
// one long circle.
func crowd(n int) *Exchange {
	var e *Exchange
	var waiting []*Coroutine
	next := func() *Coroutine {
		if len(waiting) == 0 {
			return e.Driver()
		}
		c := waiting[0]
		waiting = waiting[1:]
		return c
	}
	e = NewExchange(func(*Coroutine) *Coroutine { return next() })
	for range n {
		waiting = append(waiting, e.Take(testBody(func() {})))
	}
	e.Switch(e.Driver(), next())
	return e
}

func TestACoroutineWhoseBodyHasEndedIsTakenAgain(t *testing.T) {
	e := crowd(3)
	require.Len(t, e.idle, 3)
	again := 0
	for range 3 {
		e.Switch(e.Driver(), e.Take(testBody(func() { again++ })))
	}
	require.Equal(t, 3, again)
	require.Equal(t, 3, e.alive)
	e.Close()
	require.Zero(t, e.alive)
}

func TestACoroutineMayGoOnWithAnotherBodyAtOnce(t *testing.T) {
	ran := 0
	left := 5
	var e *Exchange
	e = NewExchange(func(c *Coroutine) *Coroutine {
		if left--; left == 0 {
			return e.Driver()
		}
		c.Give(testBody(func() { ran++ }))
		return c
	})
	e.Switch(e.Driver(), e.Take(testBody(func() { ran++ })))
	require.Equal(t, 5, ran)
	require.Equal(t, 1, e.alive)
	e.Close()
}

func TestACoroutineFitsIntoALineOfACache(t *testing.T) {
	require.LessOrEqual(t, unsafe.Sizeof(Coroutine{}), uintptr(64))
}
