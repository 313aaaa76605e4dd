// Command smallest starts an actor and stops it.
package main

import "github.com/asynkron/protoactor-go/actor"

func main() {
	root := actor.NewActorSystem().Root
	pid := root.Spawn(actor.PropsFromFunc(func(actor.Context) {}))
	if err := root.StopFuture(pid).Wait(); err != nil {
		panic(err)
	}
}
