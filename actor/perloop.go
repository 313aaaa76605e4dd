package actor

import "sync/atomic"

// PerLoop keeps values to be used again, separately for each loop: a [sync.Pool] without locks. It
// is meant for a variable of a package above this one; [NewPerLoop] makes it. Only a loop's driver
// may call Take and Give.
type PerLoop[T any] struct{ kind int }

var kinds atomic.Int64 // from 1

// keptPerLoop is how many values of a kind a loop keeps.
const keptPerLoop = 64

// NewPerLoop returns a new PerLoop. The zero PerLoop keeps nothing.
func NewPerLoop[T any]() PerLoop[T] { return PerLoop[T]{int(kinds.Add(1))} }

// Take returns a value that was given back, as it was then, or a new zero value if there is none.
func (p PerLoop[T]) Take(l *Loop) *T {
	if p.kind < len(l.kept) {
		if kept, ok := l.kept[p.kind].(*spares[T]); ok {
			if v := kept.take(); v != nil {
				return v
			}
		}
	}
	return new(T)
}

// Give gives back a value that nobody uses any more.
func (p PerLoop[T]) Give(l *Loop, v *T) {
	if p.kind == 0 {
		return
	}
	for p.kind >= len(l.kept) {
		l.kept = append(l.kept, nil)
	}
	kept, ok := l.kept[p.kind].(*spares[T])
	if !ok {
		kept = &spares[T]{}
		l.kept[p.kind] = kept
	}
	if len(kept.all) < keptPerLoop {
		kept.give(v)
	}
}
