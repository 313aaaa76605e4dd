package main

import (
	"context"
	"fmt"
	"iter"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/actorloom/actorloom/tasks"
)

// What a task costs while it waits. The goals are about the heap and the stacks
// of 100,000; peers are compared by what the process takes of the machine's
// memory for 1,000,000.
//
// Each row runs in a process of its own. Go never gives a goroutine's descriptor
// back, so the second of two rows in one process would get it for nothing.
var memory = []program{
	{name: suspended, floor: true, fixed: parked, gauge: inUse, park: parkPulls},
	{name: "memory in use: goroutine on a channel", floor: true, fixed: parked, gauge: inUse, park: parkGoroutines},
	{
		name: "memory in use: task in Event.Wait", fixed: parked, gauge: inUse,
		goal: goal{of: suspended, times: 1.2}, park: parkInEvent,
	},
	{
		name: "memory in use: task in Sleep", fixed: parked, gauge: inUse,
		goal: goal{of: suspended, times: 1.2}, park: parkInSleep,
	},
	{name: "resident: 1,000,000 tasks on an event; a task", fixed: million, gauge: resident, park: parkInEvent},
	{name: "resident: 1,000,000 tasks in sleep; a task", fixed: million, gauge: resident, park: parkInSleep},
}

const parked = 100_000

// inUse is the heap and the stacks that are in use.
func inUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // the first may still find what finalizers and pools hold
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

// resident is how much of the machine's memory the process has, after a
// collection has given back what it can.
func resident() int64 {
	debug.FreeOSMemory()
	statm, err := os.ReadFile("/proc/self/statm")
	must(err)
	var size, pages int64
	_, err = fmt.Sscan(string(statm), &size, &pages)
	must(err)
	return pages * int64(os.Getpagesize())
}

func parkPulls(n int, all func()) {
	type pulled struct {
		next func() (struct{}, bool)
		stop func()
	}
	made := make([]pulled, n)
	for i := range made {
		made[i].next, made[i].stop = iter.Pull(forever)
		made[i].next()
	}
	all()
	for _, p := range made {
		p.stop()
	}
}

func parkGoroutines(n int, all func()) {
	started, end := make(chan struct{}), make(chan struct{})
	for range n {
		go func() {
			started <- struct{}{}
			<-end
			started <- struct{}{}
		}()
	}
	for range n {
		<-started
	}
	all()
	close(end)
	for range n {
		<-started
	}
}

func parkInEvent(n int, all func()) {
	var e tasks.Event
	parkTasks(n, all, e.Wait)
}

func parkInSleep(n int, all func()) {
	parkTasks(n, all, func(ctx context.Context) error { return tasks.Sleep(ctx, time.Hour) })
}

// parkTasks makes tasks that wait. The end of the run cancels them.
func parkTasks(n int, all func(), wait func(ctx context.Context) error) {
	coro := tasks.Void(wait)
	run(func(ctx context.Context) {
		for range n {
			tasks.Go(ctx, coro)
		}
		must(tasks.Yield(ctx)) // now all wait
		all()
	})
}
