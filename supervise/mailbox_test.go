package supervise

import (
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

// mailOf has n messages, 1 to n.
func mailOf(n int) *mailbox {
	m := &mailbox{capacity: n}
	for i := range n {
		m.add(actor.Letter{Message: i + 1})
	}
	return m
}

func (m *mailbox) all() (all []any) {
	for m.Len() > 0 {
		all = append(all, m.next().Message)
	}
	return all
}

func TestWhatIsStashedAgainComesBackBeforeWhatHasComeBack(t *testing.T) {
	m := mailOf(5)
	for range 4 {
		m.stash(m.next())
	}
	m.unstash()
	m.stash(m.next())
	m.stash(m.next())
	m.unstash()
	require.Equal(t, []any{1, 2, 3, 4, 5}, m.all())
}

func TestWhatThereIsAlwaysRoomForTakesNone(t *testing.T) {
	for _, overflow := range []Overflow{Refuse, DropOldest, DropNewest} {
		m := &mailbox{capacity: 1, overflow: overflow}
		for range 2 { // the second time after all have gone
			for _, message := range []any{&proto.PoisonPill{}, &proto.Terminated{}, ReceiveTimeout{}} {
				m.add(actor.Letter{Message: message})
			}
			m.addSilence()
			_, full := m.add(actor.Letter{Message: 1})
			require.False(t, full, overflow)
			_, full = m.add(actor.Letter{Message: 2})
			require.True(t, full, overflow)
			m.forgetSilence()
			m.addSilence()
			require.Len(t, m.all(), 5)
		}
	}
}

func TestAnUnstashTakesNoLongerWhenManyHaveComeBack(t *testing.T) {
	inProportion(t, func(n int) time.Duration {
		m := mailOf(n)
		for range n {
			m.stash(m.next())
		}
		m.unstash()
		began := time.Now()
		for range n - 1 {
			m.next()
			m.stash(m.next())
			m.unstash()
		}
		return time.Since(began)
	})
}

func TestTheLatestOfManyMessagesIsDroppedAsFastAsOneOfFew(t *testing.T) {
	inProportion(t, func(n int) time.Duration {
		m := mailOf(n)
		m.overflow = DropNewest
		began := time.Now()
		for range n {
			m.add(actor.Letter{})
		}
		return time.Since(began)
	})
}

func TestTheOldestOfManyMessagesIsDroppedAsFastAsOneOfFewBehindAReceiveTimeout(t *testing.T) {
	inProportion(t, func(n int) time.Duration {
		m := &mailbox{overflow: DropOldest, capacity: n}
		m.add(actor.Letter{Message: ReceiveTimeout{}})
		for range n {
			m.add(actor.Letter{})
		}
		began := time.Now()
		for range n {
			m.add(actor.Letter{})
		}
		return time.Since(began)
	})
}

func TestWhatIsTakenOutLeavesTheRestInItsOrder(t *testing.T) {
	m := mailOf(9)
	for range 6 {
		m.stash(m.next())
	}
	m.unstash()
	for range 3 {
		m.stash(m.next())
	}
	var taken []any
	for _, l := range m.take(func(l actor.Letter) bool { return l.Message.(int)%3 == 2 }) {
		taken = append(taken, l.Message)
	}
	require.Equal(t, []any{5, 8, 2}, taken)
	m.unstash()
	require.Equal(t, []any{1, 3, 4, 6, 7, 9}, m.all())
}

func TestAnExemptMessageThatIsTakenOutMakesNoRoom(t *testing.T) {
	m := mailOf(1)
	m.add(actor.Letter{Message: &proto.PoisonPill{}})
	require.Len(t, m.take(exempt), 1)
	_, full := m.add(actor.Letter{Message: 2})
	require.True(t, full)
}
