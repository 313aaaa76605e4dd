package main

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/actorloom/actorloom/tasks"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheTaskThatWasPassedIsFoundAmongThoseThatAreDone(t *testing.T) {
	var out strings.Builder
	require.NoError(t, program(t.Context(), &out, tasks.VirtualClock()))
	require.Equal(t, want, out.String())
}

// What Wait takes has to be a Handle: the compiler refuses a coroutine.
func TestACoroutineIsNoHandle(t *testing.T) {
	handle := reflect.TypeFor[tasks.Handle]()
	require.True(t, reflect.TypeFor[*tasks.Task[int]]().Implements(handle))
	require.False(t, reflect.TypeFor[tasks.Coro[int]]().Implements(handle))
}

const want = `done: 1, pending: 1
foo is done: 42
`
