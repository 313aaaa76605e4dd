package coro

import (
	"runtime"
	"time"
)

// patience is how long the self-test may take. It takes some microseconds; a
// hand-over that does not work may wait for ever.
const patience = time.Second

// SelfTest reports whether the hand-over works with this version of Go. It covers
// each thing that [Exchange] takes for granted:
//
//   - three coroutines pass a token around, each parked in another's slot: yield
//     is called by goroutines that are not the iterator's own;
//   - a coroutine runs a second body in the slot where its first has ended;
//   - one that is parked far from home is unwound: its deferred calls run, its
//     Goexit stops there, and so does that of a body that ended its goroutine;
//   - those that are left go home and end.
//
// It runs on a goroutine of its own, so that a Goexit or a hang counts as a failure and does no
// harm. What it cannot survive is a version of Go that ends the process.
func SelfTest() bool {
	passed := make(chan bool, 1)
	go func() {
		ok := false
		defer func() {
			if recover() != nil {
				ok = false
			}
			passed <- ok
		}()
		ok = selfTest() == "abcabcd(a)(c)"
	}()
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case ok := <-passed:
		return ok
	case <-late.C:
		return false
	}
}

// selfTest returns what the coroutines wrote.
func selfTest() (written string) {
	var e *Exchange
	e = NewExchange(func(*Coroutine) *Coroutine { return e.Driver() })
	driver := e.Driver()
	var ring [3]*Coroutine
	for i := range ring {
		letter := string(rune('a' + i))
		ring[i] = e.Take(testBody(func() {
			if i != 1 {
				defer func() { written += "(" + letter + ")" }()
			}
			for range 2 {
				written += letter
				to := driver
				if i < 2 {
					to = ring[i+1]
				}
				e.Switch(ring[i], to)
				ring[i].Unwinding()
			}
			if i == 2 {
				runtime.Goexit()
			}
		}))
	}
	a, b, c := ring[0], ring[1], ring[2]
	e.Switch(driver, a)
	e.Switch(driver, a)
	if a.at == a {
		return "not apart"
	}
	e.Switch(driver, b) // its body ends
	if e.Take(testBody(func() { written += "d" })) != b {
		return "not idle"
	}
	e.Switch(driver, b)
	e.Unwind(a)
	e.Switch(driver, c)
	if !e.Died() {
		return "not dying"
	}
	e.Close()
	if e.alive != 0 {
		return "not all have ended"
	}
	return written
}

type testBody func()

func (b testBody) RunBody() { b() }
