package supervise

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

func TestAMessageIsDroppedFromBehindManyThatThereIsAlwaysRoomForAsFastAsFromBehindOne(t *testing.T) {
	for _, overflow := range []Overflow{DropOldest, DropNewest} {
		inProportion(t, func(n int) time.Duration {
			m := &mailbox{overflow: overflow, capacity: 10}
			for range n {
				m.add(actor.Letter{Message: &proto.Terminated{}})
			}
			began := time.Now()
			for i := range n {
				m.add(actor.Letter{Message: i})
				m.add(actor.Letter{Message: &proto.Terminated{}})
			}
			return time.Since(began)
		})
	}
}

// The model is one slice, in the order in which the messages have come.
func TestAMailboxGivesWhatAPlainListWould(t *testing.T) {
	for _, overflow := range []Overflow{Refuse, DropOldest, DropNewest} {
		for seed := range uint64(100) {
			r := rand.New(rand.NewPCG(seed, 1))
			m := &mailbox{overflow: overflow, capacity: 1 + r.IntN(4)}
			var model []actor.Letter
			for i := range 200 {
				switch at := r.IntN(10); {
				case at < 2 && len(model) > 0:
					require.Equal(t, model[0], m.next())
					model = model[1:]
				case at < 3:
					third := func(l actor.Letter) bool { id, plain := l.Message.(int); return plain && id%3 == 0 }
					var want []actor.Letter
					for _, l := range model {
						if third(l) {
							want = append(want, l)
						}
					}
					require.Equal(t, want, m.take(third))
					model = slices.DeleteFunc(model, third)
				case at < 6:
					l := actor.Letter{Message: &proto.Terminated{Who: proto.NewPID("", strconv.Itoa(i))}}
					_, full := m.add(l)
					require.False(t, full)
					model = append(model, l)
				default:
					l := actor.Letter{Message: i}
					refused, full := m.add(l)
					waiting := slices.DeleteFunc(slices.Clone(model), exempt)
					require.Equal(t, len(waiting) == m.capacity, full)
					if full {
						want := map[Overflow]actor.Letter{Refuse: l, DropOldest: waiting[0], DropNewest: waiting[len(waiting)-1]}[overflow]
						require.Equal(t, want, refused)
						if at := slices.IndexFunc(model, func(l actor.Letter) bool { return l.Message == want.Message }); at >= 0 {
							model = slices.Delete(model, at, at+1)
						}
					}
					if !full || overflow != Refuse {
						model = append(model, l)
					}
				}
				require.Equal(t, len(model), m.Len())
			}
		}
	}
}
