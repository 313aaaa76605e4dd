package main

import (
	"context"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/actorloom/actorloom/bench/peers/serve"
)

// sleepHour is a sleep that a context can end. It counts down when it begins.
func sleepHour(ctx context.Context, awake *sync.WaitGroup) {
	t := time.NewTimer(time.Hour)
	defer t.Stop()
	awake.Done()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// cancelSleepers gives each goroutine a context of its own, since each is
// canceled by itself. The first ten thousand are not timed.
func cancelSleepers(n int, c *serve.Stopwatch) {
	const many = 10_000
	cancelMany(many, &serve.Stopwatch{})
	for range n / many {
		cancelMany(many, c)
	}
}

func cancelMany(many int, c *serve.Stopwatch) {
	cancels := make([]context.CancelFunc, many)
	var all, awake sync.WaitGroup
	awake.Add(many)
	for i := range cancels {
		var ctx context.Context
		ctx, cancels[i] = context.WithCancel(context.Background())
		all.Go(func() { sleepHour(ctx, &awake) })
	}
	settle(&awake)
	c.Start()
	for _, cancel := range cancels {
		cancel()
	}
	all.Wait()
	c.Stop()
}

// settle waits until nobody is awake, and lets the last block.
func settle(awake *sync.WaitGroup) {
	awake.Wait()
	time.Sleep(20 * time.Millisecond)
}

func branch(ctx context.Context, depth int, awake *sync.WaitGroup) {
	if depth == 0 {
		sleepHour(ctx, awake)
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { branch(ctx, depth-1, awake) })
	}
	all.Wait()
}

func cancelTree(n int, c *serve.Stopwatch) {
	for range n / 5461 {
		ctx, cancel := context.WithCancel(context.Background())
		var root, awake sync.WaitGroup
		awake.Add(4096) // the sleepers at the bottom
		root.Go(func() { branch(ctx, 6, &awake) })
		settle(&awake)
		c.Start()
		cancel()
		root.Wait()
		c.Stop()
	}
}

// timersFired sets timers for now, which go off each in a goroutine.
func timersFired(n int, c *serve.Stopwatch) {
	done := make(chan struct{})
	fired := countdown(n, true, done)
	c.Start()
	for range n {
		time.AfterFunc(0, fired)
	}
	<-done
	c.Stop()
}

func timersCanceled(n int, c *serve.Stopwatch) {
	all := make([]*time.Timer, n)
	when := make([]time.Duration, n)
	for i := range when {
		when[i] = time.Minute + time.Duration(rand.Int64N(int64(time.Hour)))
	}
	fired := func() { panic("a canceled timer went off") }
	c.Start()
	for i, d := range when {
		all[i] = time.AfterFunc(d, fired)
	}
	for _, t := range all {
		t.Stop()
	}
	c.Stop()
	runtime.KeepAlive(all)
}

// bursts sends 10,000 functions at a time to a goroutine that calls them, or
// starts each as another.
func bursts(n, threads int, start bool) {
	const burst = 10_000
	in := make(chan func(), 1024)
	go func() {
		for fn := range in {
			if start {
				go fn()
			} else {
				fn()
			}
		}
	}()
	for range n / burst {
		done := make(chan struct{})
		fn := countdown(burst, start, done)
		for range threads {
			go func() {
				for range burst / threads {
					in <- fn
				}
			}()
		}
		<-done
	}
	close(in)
}

// submitWait lets a goroutine start others, one after another, and waits for each.
func submitWait(n int) {
	in := make(chan func())
	go func() {
		for fn := range in {
			go fn()
		}
	}()
	for range n {
		done := make(chan int, 1)
		in <- func() { done <- trivial() }
		<-done
	}
	close(in)
}

// countdown is a function whose n-th call closes done. Only calls from several goroutines
// need an atomic counter.
func countdown(n int, several bool, done chan struct{}) func() {
	if !several {
		return func() {
			if n--; n == 0 {
				close(done)
			}
		}
	}
	var left atomic.Int64
	left.Store(int64(n))
	return func() {
		if left.Add(-1) == 0 {
			close(done)
		}
	}
}

func park(n int, all func(), wait func(end chan struct{})) {
	end := make(chan struct{})
	var awake sync.WaitGroup
	awake.Add(n)
	for range n {
		go func() {
			awake.Done()
			wait(end)
		}()
	}
	settle(&awake)
	all()
}

func parkOnEvent(n int, all func()) {
	park(n, all, func(end chan struct{}) { <-end })
}

// parkInSleep includes what ends the sleep: a plain time.Sleep could not be.
func parkInSleep(n int, all func()) {
	park(n, all, func(end chan struct{}) {
		t := time.NewTimer(time.Hour)
		select {
		case <-t.C:
		case <-end:
		}
		t.Stop()
	})
}
