package actor

import (
	"slices"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/internal/goexit"
	"github.com/actorloom/actorloom/internal/sweep"
)

// watchers are the protoactor actors that watch an address, in the order in which they came,
// each once. (Who watches a Completion on the loop has a Watch: see watch.go.)
//
// While they are few, they are searched one by one. When they are many, at tells where each stands,
// and a watcher that leaves makes a hole; when more than half are holes, all holes are closed.
type watchers struct {
	all   []*proto.PID    // nil where there is a hole
	at    map[watcher]int // where each stands; nil while they are few
	sweep sweep.Sweep     // of those that are gone
}

// watcher is a PID as the key of a map.
type watcher struct {
	address, id string
	request     uint32
}

func watcherOf(pid *proto.PID) watcher { return watcher{pid.Address, pid.Id, pid.RequestId} }

// fewWatchers is the number of watchers up to which there is no index.
const fewWatchers = 64

func (w *watchers) len() int {
	if w.at == nil {
		return len(w.all)
	}
	return len(w.at)
}

// find returns the place of who, or a negative number if it has none.
func (w *watchers) find(who *proto.PID) int {
	if w.at == nil {
		return slices.IndexFunc(w.all, func(pid *proto.PID) bool { return pid.Equal(who) })
	}
	if i, found := w.at[watcherOf(who)]; found {
		return i
	}
	return -1
}

// add enters who, if it is new. Now and then it drops those that are gone.
func (w *watchers) add(who *proto.PID, gone func(*proto.PID) bool) {
	if w.find(who) >= 0 {
		return
	}
	if w.sweep.Due(w.len()) { // protoactor's actors end without an Unwatch
		w.drop(gone)
		w.sweep.Done(w.len())
	}
	w.all = append(w.all, who)
	switch {
	case w.at != nil:
		w.at[watcherOf(who)] = len(w.all) - 1
	case len(w.all) > fewWatchers:
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

// drop takes out those that are gone, and closes the holes.
func (w *watchers) drop(gone func(*proto.PID) bool) {
	w.all = slices.DeleteFunc(w.all, func(pid *proto.PID) bool { return pid == nil || gone(pid) })
	w.index()
}

// index makes at anew, if they are many. There must be no holes.
func (w *watchers) index() {
	w.at = nil
	if len(w.all) <= fewWatchers {
		return
	}
	w.at = make(map[watcher]int, 2*len(w.all))
	for i, pid := range w.all {
		w.at[watcherOf(pid)] = i
	}
}

// tell calls tell with each. A subscriber of the event stream, who learns that a watcher has gone,
// may end the goroutine: the others are still told.
func (w *watchers) tell(tell func(*proto.PID)) {
	goexit.Each(w.all, func(pid *proto.PID) {
		if pid != nil {
			tell(pid)
		}
	})
}
