// Command goroutines is a peer of the benchmarks: goroutines and channels, as Go
// programs use them.
package main

import "github.com/actorloom/actorloom/bench/peers/serve"

func main() {
	serve.Programs("goroutines and channels", []serve.Program{
		{Name: "yield, alone", Run: func(n int) { yields(n) }},
		{Name: "yield, among 2", Run: func(n int) { yieldAmong(2, n) }},
		{Name: "yield, among 100", Run: func(n int) { yieldAmong(100, n) }},
		{Name: "yield, among 10,000", Timed: yieldMany},
		{Name: "sleep of 1 ns, among 100", Run: sleepAmong},
		{Name: "create + await, trivial", Run: func(n int) { createAwait(n, trivial) }},
		{Name: "create + await, one yield", Run: func(n int) { createAwait(n, oneYield) }},
		{Name: "Run of a trivial main", Run: func(n int) { createAwait(n, trivial) }},
		{Name: "gather of 1000, trivial; a child", Timed: serve.AfterOne(1000, func(n int) { gather(n, trivial) })},
		{Name: "gather of 1000, one yield; a child", Timed: serve.AfterOne(1000, func(n int) { gather(n, oneYield) })},
		{Name: "wait FIRST_COMPLETED of 1000; an item", Run: waitFirst},
		{Name: "as_completed of 1000, trivial; a child", Run: asCompleted},
		{Name: "wait_for, trivial", Run: func(n int) { waitFor(n, trivial) }},
		{Name: "wait_for, one yield", Run: func(n int) { waitFor(n, oneYield) }},
		{Name: "wait_for, timing out", Run: waitForTimeout},
		{Name: "Event ping-pong, a round trip", Run: pingPong},
		{Name: "queue of 1, an item", Run: func(n int) { items(n, 1) }},
		{Name: "channel without room, an item", Run: func(n int) { items(n, 0) }},
		{Name: "lock held over a yield, contended by 100", Run: contendedLock},
		{Name: "cancel + await of 10,000 sleepers; a sleeper", Timed: cancelSleepers},
		{Name: "cancel a tree of groups, depth 6, width 4; a task", Timed: cancelTree},
		{Name: "1,000,000 timers, set and fired; a timer", Timed: timersFired},
		{Name: "1,000,000 timers, set and canceled; a timer", Timed: timersCanceled},
		{Name: "post from 1 thread; a callback", Run: func(n int) { bursts(n, 1, false) }},
		{Name: "post from 4 threads; a callback", Run: func(n int) { bursts(n, 4, false) }},
		{Name: "submit from 1 thread; a task", Run: func(n int) { bursts(n, 1, true) }},
		{Name: "submit from 4 threads; a task", Run: func(n int) { bursts(n, 4, true) }},
		{Name: "submit and wait, a round trip", Run: submitWait},
		{Name: "to_thread, trivial", Run: func(n int) { createAwait(n, trivial) }},
		{Name: "resident: 1,000,000 tasks on an event; a task", Bytes: parkOnEvent},
		{Name: "resident: 1,000,000 tasks in sleep; a task", Bytes: parkInSleep},
	})
}
