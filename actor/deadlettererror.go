package actor

import (
	"fmt"

	proto "github.com/asynkron/protoactor-go/actor"
)

// DeadLetterError reports a message to an address that nobody has, or whose owner, such as a task,
// does not take such messages.
type DeadLetterError struct {
	// PID is the address; nil when none was given.
	PID *proto.PID
}

func (e *DeadLetterError) Error() string {
	switch {
	case e.PID == nil:
		return "the address is nil"
	case e.PID.GetAddress() == "" && e.PID.GetId() == "":
		return "the address is empty"
	}
	return fmt.Sprintf("nobody at %s/%s takes the message", e.PID.GetAddress(), e.PID.GetId())
}
