package supervise

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// inProportion compares what one of few takes with what one of 64 times as many does: 64
// times as much, 16 with -short, where something is quadratic. The few come again and again, so that
// both take as long, and other programs slow both down. What takes a few nanoseconds looks through
// nothing.
func inProportion(t *testing.T, all func(n int) time.Duration) {
	t.Helper()
	const few, walk = 1000, 1000
	more := 64
	if testing.Short() {
		more = 16
	}
	ofFew, ofMany := math.Inf(1), math.Inf(1)
	for range 12 {
		var again time.Duration
		for range more {
			again += all(few)
		}
		many := float64(more * few)
		ofFew = min(ofFew, float64(again)/many)
		ofMany = min(ofMany, float64(all(more*few))/many)
		if ofMany < max(walk, float64(more)/2*ofFew) {
			return
		}
	}
	require.Fail(t, "one takes longer among many", "%.0f ns, and among many %.0f ns", ofFew, ofMany)
}
