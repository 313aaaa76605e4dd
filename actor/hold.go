package actor

import (
	"fmt"
	"slices"
)

// Hold is work that the loop waits for and that is done outside it: a thread, a
// Go channel. While there is one, a virtual clock does not take silence for a
// deadlock, and Shutdown waits for those that are threads.
type Hold struct {
	// Name says what a thread runs, for the reports of threads that a shutdown waits for or leaves
	// behind. Other work needs no name.
	Name string
	// Thread says whether it is a thread, for which Shutdown waits.
	Thread bool
	// Pooled says whether the thread is the default executor's. A shutdown then makes the passes in
	// which asyncio's loop ends that executor.
	Pooled bool
	// Owner, if it is not nil, is told when the loop gives up on the thread.
	Owner interface{ LeftBehind() }
	index int // in held
}

func (h *Hold) place() *int { return &h.index }

type holds struct {
	bag[*Hold]
	threads int
	pooled  bool        // there has been a thread of the default executor
	enough  bool        // the shutdown waits for the threads that there are
	idle    *Completion // settled when the last thread is released
}

// CheckThreads is nil while threads can begin. Once the loop has closed, or its shutdown waits for
// the threads that there are, it fails with [ErrLoopClosed]. asyncio: a RuntimeError, that the
// executor was shut down.
func (l *Loop) CheckThreads() error {
	switch {
	case l.Closed():
		return ErrLoopClosed
	case l.held.enough:
		return fmt.Errorf("its shutdown waits for the threads that there are, and no other begins: %w", ErrLoopClosed)
	}
	return nil
}

// Hold adds work, if it is not there already. The callback that brings its result calls Release.
func (l *Loop) Hold(h *Hold) {
	if l.held.has(h) {
		return
	}
	if len(l.held.all) == 0 {
		l.clock.hurried = false
	}
	l.held.add(h)
	if h.Thread {
		l.held.threads++
		l.held.pooled = l.held.pooled || h.Pooled
	}
}

// Release ends what Hold began.
func (l *Loop) Release(h *Hold) {
	if !l.held.has(h) {
		return
	}
	l.held.remove(h)
	if !h.Thread {
		return
	}
	if l.held.threads--; l.held.threads == 0 && l.held.idle != nil {
		l.held.idle.Settle(nil)
	}
}

// names are those of the threads, sorted.
func (h *holds) names() []string {
	var names []string
	for _, one := range h.all {
		if one.Thread {
			names = append(names, one.Name)
		}
	}
	slices.Sort(names)
	return names
}
