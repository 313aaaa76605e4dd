package tasks

import proto "github.com/asynkron/protoactor-go/actor"

// PID is the address of an actor or of a task: protoactor's, of
// github.com/asynkron/protoactor-go/actor.
type PID = proto.PID

func addressText(pid *proto.PID) string {
	if pid == nil {
		return "nobody"
	}
	return pid.GetAddress() + "/" + pid.GetId()
}
