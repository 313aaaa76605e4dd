package supervise

import "github.com/actorloom/actorloom/actor"

// cancelTimer cancels what t points to, unless that is nil, and forgets it.
func cancelTimer(t **actor.Callback) {
	if *t != nil {
		(*t).Cancel()
		*t = nil
	}
}
