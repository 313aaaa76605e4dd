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
)

// A request that comes back to an actor which waits for its answer would wait for ever. To
// find it, each request carries its chain: the marks of the turns that wait for the answer,
// the first to ask first. A mark is "address#system.number", and a turn or a hook has one when
// somebody may have to wait for its end:
//
//   - a turn of an actor that handles one message at a time: the next message waits;
//   - a turn of a child or of a supervised actor: its parent, or its supervisor, waits;
//   - a hook: all of the actor waits.
//
// A message that is told does not carry a chain on, since nobody waits for its answer.
const (
	chainHeader = "actorloom-chain"
	chainLink   = "\n"
	turnMark    = "#"
)

// turnNumber is that of the latest turn of the process. It makes marks different where two
// actors have one name, one after the other or on two machines.
var turnNumber atomic.Uint64

func (c *cell) address() string {
	return c.endpoint.PID().GetAddress() + "/" + c.endpoint.PID().GetId()
}

// newMark is the mark of a new turn. The address in it is escaped when it has a chainLink, or
// is not valid UTF-8, which no header to another machine may have.
func (c *cell) newMark() string {
	address := c.address()
	if strings.ContainsAny(address, chainLink+"%") || !utf8.ValidString(address) {
		address = url.PathEscape(address)
	}
	return address + turnMark + c.loop.System().ID + "." + strconv.FormatUint(turnNumber.Add(1), 10)
}

// splitMark is the address in a mark, and the rest: the system's ID and the number.
func splitMark(mark string) (address, number string) {
	address = mark // another machine may send anything
	if at := strings.LastIndex(mark, turnMark); at >= 0 {
		address, number = mark[:at], mark[at+len(turnMark):]
	}
	if plain, err := url.PathUnescape(address); err == nil {
		address = plain
	}
	return address, number
}

// cycle is the error of a request that can never be answered: the turn that keeps this actor
// from handling it is in its chain, and no turn behind that one has answered. It is nil for
// any other.
func (l *life) cycle(letter actor.Letter) error {
	chain, busy := letter.Headers[chainHeader], l.busy()
	if letter.Sender == nil || chain == "" || busy == "" {
		return nil
	}
	turns := strings.Split(chain, chainLink)
	i := slices.Index(turns, busy)
	if i < 0 || slices.ContainsFunc(turns[i+1:], l.answered) {
		return nil
	}
	e := &CycleError{}
	for _, mark := range append(turns[i:], turns[i]) {
		address, _ := splitMark(mark)
		e.Actors = append(e.Actors, address)
	}
	return e
}

// busy is the mark of what has to end before the actor handles another message, "" for
// none: OnStarted, or the message under way.
func (l *life) busy() string {
	switch {
	case l.mark != "" && !l.ending:
		return l.mark
	case l.interleave() > 1 || l.Left() == 0:
		return ""
	}
	return l.turns[l.First()].mark
}

// longChain is how long a chain gets before it is searched for turns that wait no more, and
// again after each that many more.
const longChain = 16

// shortened is a long chain without the turns that wait no more: the last that has answered,
// and all before it. Otherwise the chain of a request that each actor hands on, without a wait
// for the answer, would grow for ever.
func (c *cell) shortened(chain string) string {
	if n := strings.Count(chain, chainLink) + 1; n%longChain != 0 {
		return chain
	}
	turns := strings.Split(chain, chainLink)
	for i, mark := range slices.Backward(turns) {
		if c.answered(mark) {
			return strings.Join(turns[i+1:], chainLink)
		}
	}
	return chain
}

// waitsFor reports whether a request would keep the life from its end: the life handles no
// more messages and waits for the end of the sender, a turn or a child, which waits for the
// answer.
func (l *life) waitsFor(letter actor.Letter) bool {
	chain := letter.Headers[chainHeader]
	return letter.Sender != nil && chain != "" && l.ending && !l.over && l.asks(strings.Split(chain, chainLink))
}

// waitsForAny reports whether waitsFor can be true of any request. Most often a life that ends
// waits for nobody, and need not look through its mailbox.
func (l *life) waitsForAny() bool { return l.Left() > 0 || l.children.Len() > 0 }

// asks reports whether a request with this chain comes from the life, or from a child.
func (l *life) asks(chain []string) bool {
	if l.waitsAt(chain, l.mark) {
		return true
	}
	for child := l.First(); child != nil; child = child.Next() {
		if t := l.turns[child]; !t.answered && l.waitsAt(chain, t.mark) {
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

// waitsAt reports whether a mark is in a chain, and nobody behind it has answered.
func (c *cell) waitsAt(chain []string, mark string) bool {
	i := slices.Index(chain, mark)
	return mark != "" && i >= 0 && !slices.ContainsFunc(chain[i+1:], c.answered)
}

// answered reports whether a turn has given its answer, as far as is known: nothing is known
// of turns on other loops, which count as waiting.
func (c *cell) answered(mark string) bool {
	address, number := splitMark(mark)
	host, id, _ := strings.Cut(address, "/")
	system := c.loop.System()
	if !strings.HasPrefix(number, system.ID+".") {
		return false
	}
	process, found := system.ProcessRegistry.Get(proto.NewPID(host, id))
	if !found {
		return true // with its actor
	}
	endpoint, ok := process.(*actor.Endpoint)
	if !ok {
		return false
	}
	asked, ok := endpoint.Box().(*cell)
	if !ok || asked.loop != c.loop {
		return false
	}
	for _, t := range asked.turns {
		if t.mark == mark {
			return t.answered
		}
	}
	return asked.life.mark != mark // that of its hooks, who answer nobody
}
