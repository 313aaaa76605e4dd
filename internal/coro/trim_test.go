package coro

import (
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestIdleCoroutinesThatNobodyNeedsEndAfterAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := crowd(3 * keep)
		require.True(t, e.Trim())
		time.Sleep(unneeded / 2)
		require.True(t, e.Trim())
		require.Len(t, e.idle, 3*keep)
		time.Sleep(unneeded / 2)
		require.False(t, e.Trim())
		require.Len(t, e.idle, keep)
		require.Equal(t, keep, e.alive)
		e.Close()
	})
}

func TestIdleCoroutinesThatAreNeededNowAndThenStay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := crowd(2 * keep)
		for range 10 {
			require.True(t, e.Trim())
			time.Sleep(unneeded)
			var busy []*Coroutine
			for range 2 * keep {
				busy = append(busy, e.Take(testBody(func() {})))
			}
			require.Equal(t, 2*keep, e.alive, "no new ones")
			for _, c := range busy {
				e.Switch(e.Driver(), c)
			}
		}
		e.Close()
	})
}

func TestFewIdleCoroutinesStay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := crowd(keep)
		for range 3 {
			require.False(t, e.Trim())
			time.Sleep(2 * unneeded)
		}
		require.Len(t, e.idle, keep)
		e.Close()
	})
}

func TestTrimEndsCoroutinesWhoseBodiesEndedTheirGoroutines(t *testing.T) {
	p := newPlayers(2)
	p.doing[0] = runtime.Goexit
	p.Switch(p.Driver(), p.all[0])
	require.True(t, p.Died())
	require.Equal(t, 1, p.Dying())
	require.False(t, p.Trim())
	require.Zero(t, p.Dying())
	p.all[0].at = nil
	p.unwindAll()
}
