package tasks

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/actor"
)

// What could not be made: it has ended with the reason, so that whoever asked for it gets no nil.

// Refused returns a task that could not be made: it has ended with why, or with ErrInvalidState
// when why is nil. l may be nil. It is for those who write supervisors.
func Refused[T any](l *Loop, why error) *Task[T] {
	if why == nil {
		why = ErrInvalidState
	}
	if l == nil {
		l = limbo
	}
	t := &Task[T]{}
	t.fiber.Init(l, nil)
	t.fiber.Refuse(fmt.Errorf("the task could not be made: %w", why))
	return t
}

// refusedFuture is a future of l that could not be made: it has ended with the reason. Any
// goroutine may call it.
func refusedFuture[T any](l *Loop, why error) *Future[T] {
	f := SupervisedFuture[T](l, nil)
	f.end.Refuse(why)
	return f
}

// named adds to why, the reason that a task could not be made, the name that spec gives the task.
func named(spec *actor.Spec, why error) error {
	if spec == nil || spec.Name == "" {
		return why
	}
	return fmt.Errorf("%q: %w", spec.Name, why)
}

// limbo is the loop of tasks and futures that could not be made: they have ended
// with the reason, and nothing runs there.
var limbo = func() *Loop {
	l := actor.New()
	if err := l.Shutdown(context.Background()); err != nil {
		panic(err) // nothing runs there
	}
	return l
}()
