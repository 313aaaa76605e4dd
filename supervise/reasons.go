package supervise

import (
	"cmp"
	"fmt"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// reasons are why a life may end. It ends with the first of them that is set. After a stop there
// may be none, and it ends without an error.
//
//	reason        is                                                     when another goes first
//	interruption  a cancellation, or the end of a derived context, that  -
//	              comes before the last message has ended, and before
//	              a failure is known
//	failure       the first failure of a message                         it is reported
//	hookFailure   the first failure of OnStarted, OnStopping, OnStopped  it is reported
//	canceled      the latest cancellation that the end has met           the next await has it, unless
//	                                                                     the other is a cancellation
//
// A cancellation, also the one in canceled, takes the place of an interruption that is not a
// cancellation. Otherwise the first interruption stays.
type reasons struct {
	interruption, failure, hookFailure, canceled error
}

// reason returns the first of them so far. It ignores canceled, since a hook that still fails goes
// before that.
func (r *reasons) reason() error { return cmp.Or(r.interruption, r.failure, r.hookFailure) }

// endsWith is what the life ends with. It is called once, when nothing more can come: a cancellation
// that another reason goes before is left for the next await.
func (l *life) endsWith() error {
	err := l.reason()
	switch {
	case l.canceled == nil || tasks.IsCanceled(err):
		return err
	case err == nil || l.interruption != nil:
		return l.canceled
	}
	actor.CancelLater(l.fiber.Context(), reasonOf(l.canceled))
	return err
}

// noting calls fn, which may await, and notes in canceled a cancellation of the life that fn
// returns.
func (l *life) noting(fn func() error) error {
	requested, err := requestIn(l.fiber, fn)
	if requested {
		l.canceled = err
	}
	return err
}

// hookEnded records the end of a hook with err, which may be nil. A cancellation of somebody else
// is a failure like any other: whoever awaits the actor must not take it for its own.
func (l *life) hookEnded(hook string, err error) {
	switch {
	case l.reason() != nil:
		l.reportHook(hook, err)
	case tasks.IsCanceled(err) && !l.wasCanceled():
		//nolint:errorlint // not %w: the actor itself is not canceled
		l.hookFailure = fmt.Errorf("%s ended as canceled, and nobody had canceled the actor: %v", hook, err)
	default:
		l.hookFailure = err
	}
}
