package main

import (
	"iter"
	"sync"
)

// The floors are what plain Go takes for the same thing, without this library.
const (
	roundTrip = "R: bare iter.Pull round trip, 100 coroutines"
	startJoin = "goroutine: start and join by a channel"
	suspended = "memory: bare iter.Pull, suspended"
)

var floors = []program{
	{name: roundTrip, batch: crowd, run: barePull},
	{name: "bare iter.Pull: make, one round trip, end", run: barePullLife},
	{name: startJoin, run: goroutineJoin},
	{name: "goroutine: WaitGroup of 1000, a goroutine", batch: 1000, run: waitGroup1000},
	{name: "goroutine: channel ping-pong, a round trip", run: channelPingPong},
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

func waitGroup1000(n int) {
	for range n / 1000 {
		var all sync.WaitGroup
		results := make([]int, 1000)
		for i := range results {
			all.Go(func() { results[i] = 1 })
		}
		all.Wait()
	}
}

func channelPingPong(n int) {
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
