package actor

import proto "github.com/asynkron/protoactor-go/actor"

// nextID is a new id of the registry. The method's name differs between the newest
// release of protoactor (NextId) and its development branch (NextID).
func nextID(system *proto.ActorSystem) string {
	switch r := any(system.ProcessRegistry).(type) {
	case interface{ NextID() string }:
		return r.NextID()
	case interface{ NextId() string }:
		return r.NextId()
	}
	panic("actorloom: this version of protoactor has neither NextID nor NextId")
}

// newID returns kind followed by a new id of the registry. In a system that is on the network, the
// system's ID follows as well: a process that is started again at the same address counts from 1
// again, and messages that were meant for the one before may still come. Other systems get no such
// messages, and there each run of a program has the same ids.
func newID(system *proto.ActorSystem, kind string) string {
	id := kind + nextID(system)
	if system.Address() != noHost {
		id += "." + system.ID
	}
	return id
}
