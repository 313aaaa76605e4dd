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
