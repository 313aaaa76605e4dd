package main

import (
	"context"
	"reflect"
	"runtime"
	"sync"
	"time"

	"github.com/actorloom/actorloom/bench/peers/serve"
)

func trivial() int { return 1 }

func oneYield() int {
	runtime.Gosched()
	return 1
}

func yields(n int) {
	for range n {
		runtime.Gosched()
	}
}

func yieldAmong(number, n int) {
	var all sync.WaitGroup
	for range number {
		all.Go(func() { yields(n / number) })
	}
	all.Wait()
}

// yieldMany lets all goroutines start before the time counts.
func yieldMany(n int, c *serve.Stopwatch) {
	const many = 10_000
	gate := make(chan struct{})
	var all, started sync.WaitGroup
	started.Add(many)
	for range many {
		all.Go(func() {
			started.Done()
			<-gate
			yields(n / many)
		})
	}
	started.Wait()
	c.Start()
	close(gate)
	all.Wait()
	c.Stop()
}

func sleepAmong(n int) {
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			for range n / 100 {
				time.Sleep(time.Nanosecond)
			}
		})
	}
	all.Wait()
}

func createAwait(n int, fn func() int) {
	for range n {
		done := make(chan int, 1)
		go func() { done <- fn() }()
		<-done
	}
}

func gather(n int, fn func() int) {
	for range n / 1000 {
		var all sync.WaitGroup
		results := make([]int, 1000)
		for i := range results {
			all.Go(func() { results[i] = fn() })
		}
		all.Wait()
	}
}

// waitFirst selects among 1000 channels, one of which gets a value from another
// goroutine.
func waitFirst(n int) {
	channels := make([]chan int, 1000)
	cases := make([]reflect.SelectCase, len(channels))
	for i := range channels {
		channels[i] = make(chan int, 1)
		cases[i] = reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(channels[i])}
	}
	for range n / len(channels) {
		go func() { channels[500] <- 1 }()
		reflect.Select(cases)
	}
}

func asCompleted(n int) {
	for range n / 1000 {
		results := make(chan int, 1000) // nobody waits to send
		for range 1000 {
			go func() { results <- trivial() }()
		}
		for range 1000 {
			<-results
		}
	}
}

// waitFor runs the function in place, under a context with a limit, as one
// passes it to what takes long.
func waitFor(n int, fn func() int) {
	for range n {
		ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
		fn()
		if ctx.Err() != nil {
			panic("too late")
		}
		cancel()
	}
}

// waitForTimeout ends a sleep. The limit has passed when the context is made: it has no timer.
func waitForTimeout(n int) {
	for range n {
		ctx, cancel := context.WithTimeout(context.Background(), time.Nanosecond)
		hour := time.NewTimer(time.Hour)
		select {
		case <-hour.C:
			panic("no timeout")
		case <-ctx.Done():
			hour.Stop()
		}
		cancel()
	}
}

func pingPong(n int) {
	ping, pong := make(chan struct{}), make(chan struct{})
	go func() {
		for range ping {
			pong <- struct{}{}
		}
		close(pong)
	}()
	for range n {
		ping <- struct{}{}
		<-pong
	}
	close(ping)
	<-pong
}

func items(n, room int) {
	c := make(chan int, room)
	go func() {
		for i := range n {
			c <- i
		}
	}()
	for range n {
		<-c
	}
}

func contendedLock(n int) {
	var l sync.Mutex
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			for range n / 100 {
				l.Lock()
				runtime.Gosched()
				l.Unlock()
			}
		})
	}
	all.Wait()
}
