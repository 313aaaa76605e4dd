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

// turnNumber is that of the latest turn of the process: two actors may have one name,
// one after the other or on two machines.
var turnNumber atomic.Uint64

// chainHeader carries, with each request, the turns that wait for its answer, of
// actors that handle one message at a time, of those whom somebody waits for, the
// children of actors and the supervised, and of hooks. What is told does not carry it on:
// nobody waits for that.
const (
	chainHeader = "actorloom-chain"
	chainLink   = "\n"
	turnMark    = "#"
)

func (c *cell) address() string {
	return c.endpoint.PID().GetAddress() + "/" + c.endpoint.PID().GetId()
}

// newMark is that of a new turn. An address that has a link in it is escaped, and one that
// is no text, which no header of another machine can hold.
func (c *cell) newMark() string {
	address := c.address()
	if strings.ContainsAny(address, chainLink+"%") || !utf8.ValidString(address) {
		address = url.PathEscape(address)
	}
	return address + turnMark + c.loop.System().ID + "." + strconv.FormatUint(turnNumber.Add(1), 10)
}

// splitMark is the address and the number of a turn, its system's ID included.
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

// cycle finds a request that this actor itself waits for: what keeps it from the next
// message is in its chain, and nobody whom that has asked has answered.
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

// longChain is at how many turns somebody looks which of them still wait, and at each
// multiple of that again.
const longChain = 16

// shortened is chain without those that wait no more: the last that has answered, and all
// before it. Else a request that is handed on and on, without anybody who waits for the
// answer, would have an ever longer one.
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

// waitsFor reports whether a request comes from whom the life, which handles no more
// messages, waits for: a message under way, or a child. That one waits for the answer first.
func (l *life) waitsFor(letter actor.Letter) bool {
	chain := letter.Headers[chainHeader]
	return letter.Sender != nil && chain != "" && l.ending && !l.over && l.asks(strings.Split(chain, chainLink))
}

// waitsForAny reports whether there is anybody whom waitsFor might mean. Most often a life
// that ends has none, and need not look through its mailbox.
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

// answered reports that a turn has given its answer. Those of other loops, of which
// that is not known, have not.
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
