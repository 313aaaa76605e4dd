package heap

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type item struct {
	when   int64
	order  int
	ticket Ticket
}

// model is the same queue as a sorted slice.
type model struct{ items []*item }

func (m *model) push(it *item) {
	i, _ := slices.BinarySearchFunc(m.items, it, func(a, b *item) int {
		return cmp.Or(cmp.Compare(a.when, b.when), cmp.Compare(a.order, b.order))
	})
	m.items = slices.Insert(m.items, i, it)
}

func (m *model) remove(i int) *item {
	it := m.items[i]
	m.items = slices.Delete(m.items, i, i+1)
	return it
}

// play does steps random operations on a heap and on the model. Pushes are as
// likely as odds of 100 say, and so are cancels; the rest are pops. Times rise
// with the steps, as they do on a clock, and spread is how far apart they are.
func play(t *testing.T, h *Heap[item], r *rand.Rand, steps, pushes, cancels int, spread int64) {
	var m model
	for n := range steps {
		switch at := r.IntN(100); {
		case at < pushes || len(m.items) == 0:
			it := &item{when: r.Int64N(spread) + int64(n)/8, order: n}
			it.ticket = h.Push(it.when, it)
			m.push(it)
		case at < pushes+cancels:
			h.Cancel(m.remove(r.IntN(len(m.items))).ticket)
		default:
			if m.remove(0) != h.Pop() {
				t.Fatal("not in order at step", n)
			}
		}
		if len(m.items) != h.Len() || h.Len() > 0 && m.items[0].when != h.Min() || h.dead > max(tolerated, h.live) {
			t.Fatal("not the same at step", n)
		}
	}
	for _, want := range m.items {
		require.Equal(t, want.when, h.Min())
		require.Same(t, want, h.Pop())
	}
	require.Zero(t, h.Len())
}

func TestItemsComeOutByTimeAndEqualTimesInTheOrderAdded(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 1))
		var h Heap[item]
		play(t, &h, r, 3000, 30+r.IntN(40), r.IntN(40), 1+r.Int64N(1000))
		play(t, &h, r, 300, 60, 30, 10) // used before
	}
	for seed := range uint64(4) { // most of them are far
		r := rand.New(rand.NewPCG(seed, 5))
		var h Heap[item]
		play(t, &h, r, 20_000, 60, 5+r.IntN(30), 10_000)
	}
}

func TestManyItemsComeOutInOrderHoweverTheirTimesAreSpread(t *testing.T) {
	const n = 20_000
	for name, when := range map[string]func(r *rand.Rand, i int) int64{
		"random":     func(r *rand.Rand, _ int) int64 { return r.Int64() },
		"negative":   func(r *rand.Rand, _ int) int64 { return -r.Int64() },
		"few times":  func(r *rand.Rand, _ int) int64 { return r.Int64N(3) },
		"one time":   func(*rand.Rand, int) int64 { return 7 },
		"rising":     func(_ *rand.Rand, i int) int64 { return int64(i) },
		"falling":    func(_ *rand.Rand, i int) int64 { return -int64(i) },
		"two slopes": func(_ *rand.Rand, i int) int64 { return int64((i%2*2 - 1) * i) },
	} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 4))
			var h Heap[item]
			var want []*item
			for i := range n {
				it := &item{when: when(r, i), order: i}
				it.ticket = h.Push(it.when, it)
				want = append(want, it)
			}
			slices.SortStableFunc(want, func(a, b *item) int { return cmp.Compare(a.when, b.when) })
			for i, it := range want {
				if i%3 == 0 {
					h.Cancel(it.ticket)
				}
			}
			for i, it := range want {
				if i%3 != 0 && (h.Min() != it.when || h.Pop() != it) {
					t.Fatal("not in order at", i)
				}
			}
			require.Zero(t, h.Len()+h.dead)
		})
	}
}

func TestTheOrderHoldsWhenTheTurnsAreCountedAnew(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 2))
		h := Heap[item]{turn: math.MaxUint32 - uint32(r.IntN(1000))}
		play(t, &h, r, 2000, 55, 15, 3)
		require.Less(t, h.turn, uint32(2000))
	}
}

func TestNoItemIsLostWhenTheTurnsAreCountedAnew(t *testing.T) {
	for _, n := range []int{10, 20 * crowd} { // all of them near; most of them far
		r := rand.New(rand.NewPCG(1, 6))
		h := Heap[item]{turn: math.MaxUint32 - uint32(n/2)}
		var want []*item
		for i := range n {
			it := &item{when: r.Int64N(50), order: i}
			it.ticket = h.Push(it.when, it)
			if i%4 == 3 {
				h.Cancel(it.ticket)
			} else {
				want = append(want, it)
			}
		}
		require.LessOrEqual(t, h.turn, uint32(n+1), "they have been")
		slices.SortStableFunc(want, func(a, b *item) int { return cmp.Compare(a.when, b.when) })
		for _, it := range want {
			require.Same(t, it, h.Pop())
		}
		require.Zero(t, h.Len()+h.dead)
	}
}

func TestTimesBeforeAllOthersAndAfterThemAreKept(t *testing.T) {
	var h Heap[item]
	for _, when := range []int64{0, math.MaxInt64, math.MinInt64, math.MaxInt64, -1, math.MinInt64} {
		h.Push(when, &item{when: when})
	}
	for _, want := range []int64{math.MinInt64, math.MinInt64, -1, 0, math.MaxInt64, math.MaxInt64} {
		require.Equal(t, want, h.Min())
		require.Equal(t, want, h.Pop().when)
	}
}

func TestACanceledItemIsLetGoAtOnce(t *testing.T) {
	var h Heap[item]
	h.Push(1, &item{})
	ticket := h.Push(2, &item{})
	h.Push(3, &item{})
	h.Cancel(ticket)
	held := 0
	for _, it := range h.held {
		if it != nil {
			held++
		}
	}
	require.Equal(t, 2, held)
}

func TestDeadEntriesAreNeverMoreThanTheLiveOnesAndAHundred(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 3))
	var h Heap[item]
	var tickets []Ticket
	for range 20_000 {
		tickets = append(tickets, h.Push(r.Int64N(1000), &item{}))
		if len(tickets) > 500 {
			i := r.IntN(len(tickets))
			h.Cancel(tickets[i])
			tickets = slices.Delete(tickets, i, i+1)
		}
		if h.dead > max(tolerated, h.live) || h.live+h.dead != h.near.len()+len(h.far.all()) {
			t.Fatal("too many of them: ", h.dead)
		}
	}
	require.Less(t, len(h.held), 2000)
}

func TestAHeapThatHasBeenEmptyKeepsTheRoomThatWasNeededLast(t *testing.T) {
	var h Heap[item]
	fill := func(n int) {
		var tickets []Ticket
		for i := range n {
			tickets = append(tickets, h.Push(int64(i), &item{}))
		}
		for _, ticket := range tickets {
			h.Cancel(ticket)
		}
		require.Zero(t, h.Len()+h.dead)
	}
	fill(100_000)
	fill(50_000)
	require.GreaterOrEqual(t, cap(h.held), 100_000, "it may be needed again")
	fill(10)
	require.Less(t, cap(h.held), 1000)
	fill(10)
}

func TestTheFirstItemIsFoundBehindAnyNumberOfCanceledOnes(t *testing.T) {
	for _, n := range []int{1, 50, crowd, 5 * crowd} {
		var h Heap[item]
		var tickets []Ticket
		for i := range n {
			tickets = append(tickets, h.Push(int64(i), &item{}))
		}
		last := &item{}
		h.Push(int64(n), last)
		for _, ticket := range tickets {
			h.Cancel(ticket)
		}
		require.Equal(t, int64(n), h.Min())
		require.Same(t, last, h.Pop())
	}
}
