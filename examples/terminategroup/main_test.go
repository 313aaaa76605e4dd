package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/actorloom/actorloom/tasks"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheGroupEndsBeforeItsSlowTask(t *testing.T) {
	var out strings.Builder
	require.NoError(t, program(t.Context(), &out, tasks.VirtualClock()))
	require.Equal(t, want, out.String())
}

func TestOtherErrorsOfTheGroupAreKept(t *testing.T) {
	other := errors.New("another error")
	err := except(&tasks.GroupError{Errors: []error{errTerminateGroup, other}}, errTerminateGroup)
	require.ErrorIs(t, err, other)
	require.NotErrorIs(t, err, errTerminateGroup)
}

const want = `Task 1: start
Task 2: start
Task 1: done
`
