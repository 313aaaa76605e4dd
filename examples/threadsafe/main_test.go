package main

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The timeout is that of a plain context, so the bubble's clock stands in for a
// virtual one.
func TestAGoroutineGetsTheResultTheTimeoutAndTheError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		require.NoError(t, program(t.Context(), &out))
		require.Equal(t, want, out.String())
	})
}

const want = `The coroutine returned: 3
The coroutine took too long, cancelling the task...
The task was canceled: true
The coroutine raised an exception: no such number
`
