package actor

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"
)

func TestWatchersAreToldOnceEachInTheOrderInWhichTheyCameWhoeverGoes(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		var w watchers
		var want []string
		for turn := range 6000 {
			id := strconv.Itoa(r.IntN(400))
			i := slices.Index(want, id)
			mostCome := turn/1500%2 == 0 // so they become many, few, and many again
			switch come := r.IntN(100) < 90 == mostCome; {
			case come:
				w.add(proto.NewPID("here", id), func(pid *proto.PID) bool {
					gone := pid.Id[0] == '7'
					if j := slices.Index(want, pid.Id); gone && j >= 0 {
						want = slices.Delete(want, j, j+1)
					}
					return gone
				})
				if i < 0 {
					want = append(want, id)
				}
			case i >= 0:
				want = slices.Delete(want, i, i+1)
				fallthrough
			default:
				w.remove(proto.NewPID("here", id))
			}
			require.Equal(t, len(want), w.len())
		}
		var told []string
		w.tell(func(pid *proto.PID) { told = append(told, pid.Id) })
		require.Equal(t, want, told)
	}
}
