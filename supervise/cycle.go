package supervise

import "github.com/actorloom/actorloom/actor"

// A request that comes back to an actor which waits for its answer would wait for ever. Its chain
// (see chain.go) shows that it has come back. In this example, a and b handle one message at a
// time:
//
//	request           its chain  what comes of it
//	a task asks a     -          the turn a#1 begins
//	a#1 asks b        a#1        the turn b#2 begins
//	b#2 asks a again  a#1 b#2    a is busy with a#1, which waits for b#2, which waits for this:
//	                             the error is "a asks b asks a"
//
// If b#2 had answered before, and a task that it has started asked a, that would be no cycle: a#1
// goes on, and a handles the request when a#1 has ended.
//
// An actor asks two questions about a request, since it can keep a request waiting in two ways:
//
//	           cycle                                    waitsFor
//	the actor  is busy, and takes the next message      ends, for its supervisor: its next life would
//	           when it no longer is                     take the message, when this one has ended
//	it waits   for what it is busy with, at most one    for all turns under way, its hook, its
//	           turn or OnStarted                        children with theirs
//	error      CycleError                               ErrActorStopped
//
// The mailbox of an actor without a supervisor closes when its life ends, so waitsFor is not
// asked there.

// cycle returns the error of a request that can never be answered: the turn that keeps this actor
// from handling the request is in its chain, and no turn behind that one has answered. It returns
// nil for any other request.
func (l *life) cycle(letter actor.Letter) error {
	chain, busy := letter.Headers[chainHeader], l.busy()
	if letter.Sender == nil || chain == "" || busy == 0 {
		return nil
	}
	circle := l.waitingSince(l.links(chain), busy)
	if circle == nil {
		return nil
	}
	e := &CycleError{}
	for _, turn := range append(circle, circle[0]) {
		e.Actors = append(e.Actors, turn.address)
	}
	return e
}

// busy returns the number of what has to end before the actor handles another message: OnStarted,
// or the message under way. It returns 0 when there is neither.
func (l *life) busy() uint64 {
	switch {
	case l.hooked != 0 && !l.ending:
		return l.hooked
	case l.interleave() > 1 || l.Left() == 0:
		return 0
	}
	if t := l.turns[l.First()]; !t.answered {
		return t.number
	}
	return 0 // it waits for nobody any more
}

// waitsFor reports whether a request would keep the life from its end: the life handles no more
// messages, and waits for the end of the turn, hook or child that has sent the request and waits
// for the answer.
func (l *life) waitsFor(letter actor.Letter) bool {
	chain := letter.Headers[chainHeader]
	return letter.Sender != nil && chain != "" && l.ending && !l.over && l.asks(l.links(chain))
}

// waitsForAny reports whether waitsFor can be true of any request. Most often a life that ends
// waits for nobody, and need not look through its mailbox.
func (l *life) waitsForAny() bool { return l.Left() > 0 || l.children.Len() > 0 }

// asks reports whether a request with this chain comes from the life, or from a child.
func (l *life) asks(chain []link) bool {
	if l.waitingSince(chain, l.hooked) != nil {
		return true
	}
	for child := l.First(); child != nil; child = child.Next() {
		if t := l.turns[child]; !t.answered && l.waitingSince(chain, t.number) != nil {
			return true
		}
	}
	for e := l.children.Front(); e != nil; e = e.Next() {
		if e.Value.(*Ref).cell.life.asks(chain) {
			return true
		}
	}
	return false
}
