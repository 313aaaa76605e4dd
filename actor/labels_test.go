package actor_test

import (
	"bytes"
	"context"
	"runtime/pprof"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

func TestALoopKeepsNoLabelsOfWhoeverWokeIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := started(t)
		synctest.Wait() // the loop rests
		pprof.Do(t.Context(), pprof.Labels("waker", "a handler"), func(context.Context) {
			require.NoError(t, onLoop(t, l, actor.Yield))
		})
		synctest.Wait()
		var profile bytes.Buffer
		require.NoError(t, pprof.Lookup("goroutine").WriteTo(&profile, 1))
		require.NotContains(t, profile.String(), "a handler")
	})
}
