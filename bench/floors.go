package main

import (
	"container/heap"
	"iter"
	"sync"
)

// The floors are what plain Go takes for the same thing, without this library.
const (
	roundTrip = "R: bare iter.Pull round trip, 100 coroutines"
	startJoin = "goroutine: start and join by a channel"
	bareHeap  = "container/heap: push and pop of 1,000,000; an item"
	swapped1  = "mutex-swapped slice, from 1 thread; a function"
	swapped4  = "mutex-swapped slice, from 4 threads; a function"
	suspended = "memory in use: bare iter.Pull, suspended"
)

var floors = []program{
	{name: roundTrip, floor: true, batch: crowd, run: barePull},
	{name: "bare iter.Pull: make, one round trip, end", floor: true, run: barePullLife},
	{name: startJoin, floor: true, run: goroutineJoin},
	{name: bareHeap, floor: true, fixed: million, rounds: 2, timed: pushPop},
	{name: swapped1, floor: true, batch: burst, run: func(n int) { swappedSlice(n, 1) }},
	{name: swapped4, floor: true, batch: burst, run: func(n int) { swappedSlice(n, 4) }},
}

// crowd is how many coroutines or tasks take turns. One alone would stay in the
// processor's caches and predictors.
const crowd = 100

// forever is an iterator that suspends until it is stopped.
func forever(yield func(struct{}) bool) {
	for yield(struct{}{}) {
	}
}

func barePull(n int) {
	var next [crowd]func() (struct{}, bool)
	for i := range next {
		resume, stop := iter.Pull(forever)
		defer stop()
		next[i] = resume
	}
	for range n / crowd {
		for _, resume := range next {
			resume()
		}
	}
}

func barePullLife(n int) {
	for range n {
		next, stop := iter.Pull(forever)
		next()
		stop()
	}
}

func goroutineJoin(n int) {
	for range n {
		done := make(chan int, 1)
		go func() { done <- 1 }()
		<-done
	}
}

// timerHeap is the heap of the standard library's example: pointers that know
// their place, so that one can be taken out.
type timerHeap []*timer

type timer struct {
	when  int64
	fn    func()
	index int
}

func (h timerHeap) Len() int           { return len(h) }
func (h timerHeap) Less(i, j int) bool { return h[i].when < h[j].when }
func (h timerHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

func (h *timerHeap) Push(v any) {
	t := v.(*timer)
	t.index = len(*h)
	*h = append(*h, t)
}

func (h *timerHeap) Pop() any {
	last := len(*h) - 1
	t := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	return t
}

func pushPop(n int, c *stopwatch) {
	when := deadlines(n)
	fired := 0
	fn := func() { fired++ }
	var h timerHeap
	c.start()
	for _, d := range when {
		heap.Push(&h, &timer{when: int64(d), fn: fn})
	}
	for len(h) > 0 {
		heap.Pop(&h).(*timer).fn()
	}
	c.stop()
}

// swappedSlice is the least that brings functions from other goroutines to one:
// a mutex around a slice that the receiver swaps for an empty one.
func swappedSlice(n, threads int) {
	var mu sync.Mutex
	var in, spare []func()
	wake := make(chan struct{}, 1)
	post := func(fn func()) {
		mu.Lock()
		in = append(in, fn)
		first := len(in) == 1
		mu.Unlock()
		if first {
			select {
			case wake <- struct{}{}:
			default:
			}
		}
	}
	end := make(chan struct{})
	go func() {
		defer close(end)
		for range wake {
			mu.Lock()
			work := in
			in = spare
			mu.Unlock()
			for i, fn := range work {
				fn()
				work[i] = nil
			}
			spare = work[:0]
		}
	}()
	bursts(n, threads, post)
	close(wake)
	<-end
}
