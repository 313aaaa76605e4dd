package actor

import (
	"slices"

	proto "github.com/asynkron/protoactor-go/actor"
)

// watchers are those who want to be told of an end, in the order in which they came, each
// once. Few are looked through. Of many it is known where each stands, and one that goes
// leaves a hole; when half are holes, they are closed.
type watchers struct {
	all   []*proto.PID
	at    map[watcher]int // where each stands; nil while they are few
	sweep int             // how many there may be before those that are gone are dropped
}

// watcher is a PID to compare.
type watcher struct {
	address, id string
	request     uint32
}

func watcherOf(pid *proto.PID) watcher { return watcher{pid.Address, pid.Id, pid.RequestId} }

// fewWaiting is how many may wait for an end before somebody looks whether they still do.
const fewWaiting = 64

func (w *watchers) len() int {
	if w.at == nil {
		return len(w.all)
	}
	return len(w.at)
}

// find is where who stands, negative when it does not.
func (w *watchers) find(who *proto.PID) int {
	if w.at == nil {
		return slices.IndexFunc(w.all, func(pid *proto.PID) bool { return pid.Equal(who) })
	}
	if i, found := w.at[watcherOf(who)]; found {
		return i
	}
	return -1
}

// add enters who, if it is new. Before there are twice as many as last time, those that are
// gone are dropped.
func (w *watchers) add(who *proto.PID, gone func(*proto.PID) bool) {
	if w.find(who) >= 0 {
		return
	}
	if w.len() >= max(w.sweep, fewWaiting) { // protoactor's actors end without an Unwatch
		w.drop(gone)
		w.sweep = 2 * w.len()
	}
	w.all = append(w.all, who)
	switch {
	case w.at != nil:
		w.at[watcherOf(who)] = len(w.all) - 1
	case len(w.all) > fewWaiting:
		w.index()
	}
}

func (w *watchers) remove(who *proto.PID) {
	i := w.find(who)
	switch {
	case i < 0:
	case w.at == nil:
		w.all = slices.Delete(w.all, i, i+1)
	default:
		w.all[i] = nil
		delete(w.at, watcherOf(who))
		if len(w.at) < len(w.all)/2 {
			w.drop(func(*proto.PID) bool { return false })
		}
	}
}

// drop takes out those that are so, and the holes.
func (w *watchers) drop(are func(*proto.PID) bool) {
	w.all = slices.DeleteFunc(w.all, func(pid *proto.PID) bool { return pid == nil || are(pid) })
	w.index()
}

// index notes where each stands, if they are many. There are no holes.
func (w *watchers) index() {
	w.at = nil
	if len(w.all) <= fewWaiting {
		return
	}
	w.at = make(map[watcher]int, 2*len(w.all))
	for i, pid := range w.all {
		w.at[watcherOf(pid)] = i
	}
}

// tell calls tell with each.
func (w *watchers) tell(tell func(*proto.PID)) {
	for _, pid := range w.all {
		if pid != nil {
			tell(pid)
		}
	}
}
