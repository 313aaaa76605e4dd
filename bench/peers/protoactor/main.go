// Command protoactor is a peer of the benchmarks: protoactor-go, which this
// library is built on, without it. Actors have no coroutines: only those rows are
// here that an actor can do.
package main

import (
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/bench/peers/serve"
)

var system = actor.NewActorSystem(actor.WithLoggerFactory(func(*actor.ActorSystem) *slog.Logger {
	return slog.New(slog.DiscardHandler)
}))

func main() {
	serve.Programs("github.com/asynkron/protoactor-go", []serve.Program{
		{Name: "create + await, trivial", Run: spawnStop},
		{Name: "Event ping-pong, a round trip", Run: pingPong},
		{Name: "post from 1 thread; a callback", Run: func(n int) { post(n, 1) }},
		{Name: "post from 4 threads; a callback", Run: func(n int) { post(n, 4) }},
		{Name: "request to a task's address, and its answer", Run: request},
		{Name: "cancel + await of 10,000 sleepers; a sleeper", Timed: stopMany},
		{Name: "resident: 1,000,000 tasks on an event; a task", Bytes: park},
	})
}

func spawn(receive actor.ReceiveFunc) *actor.PID {
	return system.Root.Spawn(actor.PropsFromFunc(receive)) // rows that spawn many share the props
}

func stop(pid *actor.PID) { serve.Must(system.Root.StopFuture(pid).Wait()) }

// spawnStop starts an actor that stops itself, and waits until it has.
func spawnStop(n int) {
	done := make(chan struct{}, 1)
	props := actor.PropsFromFunc(func(c actor.Context) {
		switch c.Message().(type) {
		case *actor.Started:
			c.Stop(c.Self())
		case *actor.Stopped:
			done <- struct{}{}
		}
	})
	for range n {
		system.Root.Spawn(props)
		<-done
	}
}

type ball struct{ left int }

// pingPong is two actors that send one message to and fro.
func pingPong(n int) {
	done := make(chan struct{})
	b := &ball{left: 2 * n}
	var ping, pong *actor.PID
	other := func(to **actor.PID) actor.ReceiveFunc {
		return func(c actor.Context) {
			if b, ok := c.Message().(*ball); ok {
				if b.left--; b.left == 0 {
					close(done)
					return
				}
				c.Send(*to, b)
			}
		}
	}
	ping, pong = spawn(other(&pong)), spawn(other(&ping))
	system.Root.Send(ping, b)
	<-done
	stop(ping)
	stop(pong)
}

func post(n, threads int) {
	const burst = 10_000
	pid := spawn(func(c actor.Context) {
		if fn, ok := c.Message().(func()); ok {
			fn()
		}
	})
	for range n / burst {
		done := make(chan struct{})
		left := burst
		fn := func() {
			if left--; left == 0 {
				close(done)
			}
		}
		for range threads {
			go func() {
				for range burst / threads {
					system.Root.Send(pid, fn)
				}
			}()
		}
		<-done
	}
	stop(pid)
}

// request asks an ordinary actor, which answers at once.
func request(n int) {
	pid := spawn(func(c actor.Context) {
		if b, ok := c.Message().(*ball); ok {
			c.Respond(b)
		}
	})
	b := &ball{}
	for range n {
		_, err := system.Root.RequestFuture(pid, b, time.Minute).Result()
		serve.Must(err)
	}
	stop(pid)
}

// stopMany stops 10,000 actors that have nothing to do.
func stopMany(n int, c *serve.Stopwatch) {
	const many = 10_000
	for range n / many {
		var started, left atomic.Int64
		left.Store(many)
		done := make(chan struct{})
		all := make([]*actor.PID, many)
		props := actor.PropsFromFunc(func(c actor.Context) {
			switch c.Message().(type) {
			case *actor.Started:
				started.Add(1)
			case *actor.Stopped:
				if left.Add(-1) == 0 {
					close(done)
				}
			}
		})
		for i := range all {
			all[i] = system.Root.Spawn(props)
		}
		for started.Load() < many {
			time.Sleep(time.Millisecond)
		}
		c.Start()
		for _, pid := range all {
			system.Root.Stop(pid)
		}
		<-done
		c.Stop()
	}
}

// park makes actors that wait for a message.
func park(n int, all func()) {
	var started atomic.Int64
	props := actor.PropsFromFunc(func(c actor.Context) {
		if _, ok := c.Message().(*actor.Started); ok {
			started.Add(1)
		}
	})
	for range n {
		system.Root.Spawn(props)
	}
	for started.Load() < int64(n) {
		time.Sleep(time.Millisecond)
	}
	all()
}
