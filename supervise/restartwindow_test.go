package supervise

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestNoPeriodHasMoreRestartsThanTheIntensity(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		limit := 1 + r.IntN(100)
		w := newRestartWindow(&Supervisor{Intensity: limit, Period: time.Minute})
		var now time.Time
		var admitted []time.Time
		for range 1000 {
			now = now.Add(time.Duration(r.IntN(2*60/limit+1)) * time.Second)
			at := now.Add(time.Duration(r.IntN(90)) * time.Second)
			with := append(slices.Clone(admitted), at)
			slices.SortFunc(with, time.Time.Compare)
			fits := true
			for i := limit; i < len(with); i++ {
				fits = fits && with[i].Sub(with[i-limit]) > time.Minute
			}
			mark, ok := w.admit(now, at)
			require.Equal(t, fits, ok)
			switch {
			case ok && r.IntN(10) == 0:
				w.drop(mark)
			case ok:
				admitted = with
			}
		}
	}
}

func TestARestartOfManyIsAdmittedAsFastAsOneOfFew(t *testing.T) {
	inProportion(t, func(n int) time.Duration {
		w := newRestartWindow(&Supervisor{Intensity: n})
		marks := make([]*restartMark, n)
		began := time.Now()
		for i := range marks {
			marks[i], _ = w.admit(began, began)
		}
		for _, mark := range marks {
			w.drop(mark)
		}
		return time.Since(began)
	})
}

func TestARestartBehindManyThatWaitIsAdmittedAsFastAsOneBehindFew(t *testing.T) {
	inProportion(t, func(n int) time.Duration {
		r := rand.New(rand.NewPCG(1, 2))
		w := newRestartWindow(&Supervisor{Intensity: 100, Period: time.Minute})
		marks := make([]*restartMark, n)
		var now time.Time
		began := time.Now()
		for i := range marks {
			marks[i], _ = w.admit(now, now.Add(time.Duration(r.IntN(n))*time.Second))
			if marks[i] != nil {
				marks[i].waits = true
			}
		}
		for _, mark := range marks {
			if mark != nil {
				w.move(mark, now)
			}
		}
		return time.Since(began)
	})
}

func TestRestartsThatWereMovedTogetherForbidNoneThatIsApartFromThem(t *testing.T) {
	for _, apart := range []time.Duration{20 * time.Second, 200 * time.Second} {
		w := newRestartWindow(&Supervisor{Intensity: 1, Period: time.Minute})
		var now time.Time
		first, _ := w.admit(now, now.Add(100*time.Second))
		second, _ := w.admit(now, now.Add(30*time.Second))
		first.waits, second.waits = true, true
		w.move(second, first.at)
		_, ok := w.admit(now, now.Add(apart))
		require.True(t, ok, apart)
	}
}

func TestRestartsWithoutABoundAreNotRemembered(t *testing.T) {
	w := newRestartWindow(&Supervisor{Intensity: Unlimited, Period: NoLimit})
	_, ok := w.admit(time.Time{}, time.Time{})
	require.True(t, ok)
	require.Empty(t, w.marks)
}

func TestRestartsThatCountNoMoreAreForgottenLongBeforeTheLimit(t *testing.T) {
	w := newRestartWindow(&Supervisor{Intensity: 1000, Period: time.Minute})
	for i := range 1000 {
		at := time.Time{}.Add(time.Duration(i) * time.Hour)
		_, ok := w.admit(at, at)
		require.True(t, ok)
	}
	require.Len(t, w.marks, 1)
}
