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
//	it waits   for one of the turns that take all its   for all turns under way, its hook, its
//	           places, or for OnStarted                 children with theirs
//	error      CycleError                               ErrActorStopped
//
// The mailbox of an actor without a supervisor closes when its life ends, so waitsFor is not
// asked there.

// cycle returns the error of a request that can never be answered: the turns that keep this actor
// from handling the request are all in its chain, and no turn behind them has answered. It returns
// nil for any other request.
func (l *life) cycle(letter actor.Letter) error {
	chain := letter.Headers[chainHeader]
	if letter.Sender == nil || chain == "" || !l.busy() {
		return nil
	}
	circle := l.circle(l.links(chain))
	if circle == nil {
		return nil
	}
	e := &CycleError{}
	for _, turn := range append(circle, circle[0]) {
		e.Actors = append(e.Actors, turn.address)
	}
	return e
}

// starting reports whether the actor is in OnStarted.
func (l *life) starting() bool { return l.hooked != 0 && !l.ending }

// busy reports whether something has to end before the actor handles another message: OnStarted, or
// one of the messages under way.
func (l *life) busy() bool { return l.starting() || l.Left() >= l.interleave() }

// circle returns the longest part of a chain that begins with what a busy actor is busy with. It
// returns nil if some of that is not in the chain, or waits for nobody any more.
func (l *life) circle(chain []link) []link {
	if l.starting() {
		return l.waitingSince(chain, l.hooked)
	}
	var longest []link
	for child := l.First(); child != nil; child = child.Next() {
		t := l.turns[child]
		if t.answered {
			return nil
		}
		circle := l.waitingSince(chain, t.number)
		if circle == nil {
			return nil
		}
		if len(circle) > len(longest) {
			longest = circle
		}
	}
	return longest
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
