package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/actorloom/actorloom/tasks"
)

// What a task costs while it waits: the heap and the stacks of 100,000, after a
// collection.
//
// Each row runs in a process of its own. Go never gives a goroutine's descriptor
// back, so the second of two rows in one process would get it for nothing.
var memory = []program{
	{name: suspended, bytes: bytesOfPulls},
	{name: "memory: goroutine blocked on a channel", bytes: bytesOfGoroutines},
	{name: "memory: task in Event.Wait", goal: goal{of: suspended, times: 1.4}, bytes: bytesInEvent},
	{name: "memory: task in Sleep", goal: goal{of: suspended, times: 1.4}, bytes: bytesInSleep},
}

const parked = 100_000

// bytesInOwnProcess lets this command measure one row in another process.
func bytesInOwnProcess(name string) (sample, error) {
	self, err := os.Executable()
	if err != nil {
		return sample{}, err
	}
	cmd := exec.Command(self, "-memory", name)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return sample{}, err
	}
	b, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
	return sample{perOp: b, allocs: -1}, err
}

// printBytes is what that other process does.
func printBytes(out io.Writer, name string) error {
	for i := range memory {
		if p := &memory[i]; p.name == name {
			before := inUse()
			p.bytes(parked)
			_, err := fmt.Fprintln(out, float64(lastInUse-before)/parked)
			return err
		}
	}
	return fmt.Errorf("there is no row about memory named %q", name)
}

// lastInUse is what a row has noted when all its tasks were parked.
var lastInUse int64

// inUse is the heap and the stacks that are in use.
func inUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // the first may still find what finalizers and pools hold
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

func bytesOfPulls(n int) {
	type pulled struct {
		next func() (struct{}, bool)
		stop func()
	}
	all := make([]pulled, n)
	for i := range all {
		all[i].next, all[i].stop = iter.Pull(forever)
		all[i].next()
	}
	lastInUse = inUse()
	for _, p := range all {
		p.stop()
	}
}

func bytesOfGoroutines(n int) {
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
	lastInUse = inUse()
	close(end)
	for range n {
		<-started
	}
}

func bytesInEvent(n int) {
	var e tasks.Event
	park(n, e.Wait)
}

func bytesInSleep(n int) {
	park(n, func(ctx context.Context) error { return tasks.Sleep(ctx, time.Hour) })
}

// park makes tasks that wait. The end of the run cancels them.
func park(n int, wait func(ctx context.Context) error) {
	coro := tasks.Void(wait)
	run(func(ctx context.Context) {
		for range n {
			tasks.Go(ctx, coro)
		}
		must(tasks.Yield(ctx)) // now all wait
		lastInUse = inUse()
	})
}
