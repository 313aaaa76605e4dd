package supervise

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// inProportion compares what one of few takes with what one of 64 times as many does: 64
// times as much, 16 with -short, where something is quadratic. The least of several times is what the
// machine's noise changes least, and what takes a few nanoseconds looks through nothing.
func inProportion(t *testing.T, all func(n int) time.Duration) {
	t.Helper()
	const few, walk = 1000, 1000
	more := 64.0
	if testing.Short() {
		more = 16
	}
	ofFew, ofMany := math.Inf(1), math.Inf(1)
	for range 12 {
		ofFew = min(ofFew, float64(all(few))/few)
		ofMany = min(ofMany, float64(all(int(more)*few))/(more*few))
		if ofMany < max(walk, more/2*ofFew) {
			return
		}
	}
	require.Fail(t, "one takes longer among many", "%.0f ns, and among many %.0f ns", ofFew, ofMany)
}
