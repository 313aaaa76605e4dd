package actor

import "time"

// A virtual clock stands still while the loop has something to do. When the loop is idle, the clock
// jumps to the first timer.
//
// Work outside the loop, a [Hold], takes no virtual time: the clock waits for it. But if that work
// itself waits for a time limit on this clock, each would wait for the other. So after the grace,
// in real time, the clock jumps over the work; it is then hurried, and to jump again it waits no
// longer than the virtual time to the timer.
//
//	an idle loop with                  the clock
//	a context that has ended           stands: first its target is interrupted
//	no work outside, a timer           jumps to the timer
//	no work outside, no timer          stands for ever: see stuck
//	work outside                       waits for the grace, then jumps and is hurried
//	work outside, hurried              waits as long as the timer is away, at most for the grace,
//	                                   then jumps
//
// Once no work is left outside, the next work finds a clock that is not hurried.

// grace is how long, in real time, a virtual clock waits for work outside before it jumps.
const grace = time.Second

// advance makes the virtual clock of an idle loop do what the table says. d is the time to the
// first timer. It returns for how long to rest before the next jump: 0 when there is work now.
func (l *Loop) advance(d int64) (rest int64) {
	switch {
	case d == 0 || l.interruptBeforeJump():
		return 0
	case l.timers.Len() == 0:
		return d
	case len(l.held.all) == 0:
		l.clock.now += d
		return 0
	case l.clock.hurried:
		return min(d, int64(grace))
	}
	return int64(grace)
}

// rested is called when a rest has lasted its full time. A virtual clock then jumps to the first
// timer, whatever work is still outside.
func (l *Loop) rested() {
	if l.clock.virtual && l.timers.Len() > 0 {
		l.clock.now = max(l.clock.now, l.timers.Min())
		l.clock.hurried = true
	}
}

// stuck reports whether nothing can ever happen again on an idle loop: its clock is virtual, it has
// no timer and no work outside, and no context with a deadline may still interrupt somebody.
func (l *Loop) stuck() bool {
	return l.clock.virtual && l.timers.Len() == 0 && len(l.held.all) == 0 && !l.interruptions.limited()
}
