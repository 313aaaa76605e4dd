package supervise

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/headerkey"
)

// Each request carries its chain in a header: the marks of the turns that wait for the answer, in
// the order in which they have asked. A mark is "address#system.number". The chain of what a turn
// asks is the chain of the turn's own request, followed by the turn's own mark:
//
//	request                     its chain
//	a task asks a               -
//	a, in the turn a#1, asks b  a#1
//	b, in the turn b#2, asks c  a#1 b#2
//
// A turn or a hook has a mark when somebody may have to wait for its end:
//
//   - a turn of an actor that handles a limited number of messages at a time: the next message may
//     have to wait;
//   - a turn of a child or of a supervised actor: its parent, or its supervisor, waits;
//   - a hook: all of the actor waits.
//
// A message that is told begins a new chain, since nobody waits for its answer.
const (
	chainHeader = headerkey.Chain
	chainLink   = "\n"
	turnMark    = "#"
)

// turnNumber is the number of the latest turn of the process. With the id of the actor system it
// makes marks different where two actors have one name, one after the other or on two machines.
var turnNumber atomic.Uint64

// marksTurns reports whether the actor's turns have marks.
func (c *cell) marksTurns() bool { return c.spec.Interleave >= 0 || c.supervised || c.child }

// chain returns the chain of what the turn asks.
func (t *turn) chain() string {
	switch {
	case t.number == 0:
		return t.before
	case t.before == "":
		return t.life.mark(t.number)
	}
	return t.before + chainLink + t.life.mark(t.number)
}

func (c *cell) address() string { return addressOf(c.endpoint.PID()) }

// newTurn returns the number for the mark of a new turn or hook. The text of the mark is made when
// somebody wants it, since most turns ask nobody.
func (l *life) newTurn() uint64 {
	number := turnNumber.Add(1)
	l.open.Store(number)
	return number
}

// mark returns the mark of the turn or hook with that number. The address in it is escaped when it
// contains a chainLink or a percent sign, or is not valid UTF-8, which a header to another machine
// has to be. Any goroutine may call it.
func (c *cell) mark(number uint64) string {
	address := c.address()
	if strings.ContainsAny(address, chainLink+"%") || !utf8.ValidString(address) {
		address = url.PathEscape(address)
	}
	return address + turnMark + c.loop.System().ID + "." + strconv.FormatUint(number, 10)
}

// closeTurn is called when the turn or the hook with the latest number has answered, or is over.
func (l *life) closeTurn() { l.open.Store(0) }

// link is a mark in a chain, taken apart.
type link struct {
	address string
	number  uint64 // 0 when it is of another system
}

// links takes a chain apart. Looking for many turns in the result takes less time than making the
// mark of each.
func (c *cell) links(chain string) []link {
	marks := strings.Split(chain, chainLink)
	links := make([]link, len(marks))
	for i, mark := range marks {
		links[i] = c.linkOf(mark)
	}
	return links
}

func (c *cell) linkOf(mark string) link {
	l := link{address: mark} // another machine may send anything
	if at := strings.LastIndex(mark, turnMark); at >= 0 {
		l.address = mark[:at]
		if text, here := strings.CutPrefix(mark[at+len(turnMark):], c.loop.System().ID+"."); here {
			l.number, _ = strconv.ParseUint(text, 10, 64) // 0 when it is none
		}
	}
	if plain, err := url.PathUnescape(l.address); err == nil {
		l.address = plain
	}
	return l
}

// longChain is the length at which a chain is searched for turns that wait no more. It is searched
// again at each multiple of that length.
const longChain = 16

// shortened returns a long chain without the turns that wait no more: the last that has answered,
// and all before it. Otherwise the chain of a request that each actor hands on, without waiting for
// the answer, would grow for ever.
func (c *cell) shortened(chain string) string {
	if n := strings.Count(chain, chainLink) + 1; n%longChain != 0 {
		return chain
	}
	for i, turn := range slices.Backward(c.links(chain)) {
		if c.answered(turn) {
			return strings.Join(strings.Split(chain, chainLink)[i+1:], chainLink)
		}
	}
	return chain
}

// waitingSince returns the part of a chain that begins with c's turn or hook of that number, if all
// turns in that part wait. It returns nil if the number is not in the chain, or if a turn behind it
// has answered and so keeps nobody waiting.
func (c *cell) waitingSince(chain []link, number uint64) []link {
	if number == 0 {
		return nil
	}
	i := slices.IndexFunc(chain, func(turn link) bool { return turn.number == number })
	if i < 0 || slices.ContainsFunc(chain[i+1:], c.answered) {
		return nil
	}
	return chain[i:]
}

// answered reports whether a turn has given its answer, as far as is known. A turn of which nothing
// is known counts as waiting: a turn on another machine; and a turn on another loop, if its actor
// handles more than one message at a time, or has had a life abandoned.
func (c *cell) answered(turn link) bool {
	if turn.number == 0 {
		return false
	}
	host, id, _ := strings.Cut(turn.address, "/")
	process, found := c.loop.System().ProcessRegistry.Get(proto.NewPID(host, id))
	if !found {
		return true // it has gone with its actor
	}
	endpoint, ok := process.(*actor.Endpoint)
	if !ok {
		return true // its actor has gone, and another process has its address
	}
	its, ok := endpoint.Box().(*cell)
	if !ok {
		return true // likewise
	}
	if its.loop != c.loop {
		over := turn.number != its.open.Load()
		return over && its.interleave() == 1 && !its.doubled.Load() // doubled: open may be of a new life
	}
	for _, t := range its.turns {
		if t.number == turn.number {
			return t.answered
		}
	}
	return its.life.hooked != turn.number // a hook answers nobody
}
