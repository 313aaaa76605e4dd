package tasks_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestASubmissionThatHasStartedDoesNotKeepItsOptions(t *testing.T) {
	l, err := tasks.Start()
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Shutdown(t.Context())) }()
	submission, held := submitWithOption(l)
	_, err = submission.Wait(t.Context())
	require.NoError(t, err)
	require.True(t, isCollected(held))
	runtime.KeepAlive(submission)
}

//go:noinline
func submitWithOption(l *tasks.Loop) (*tasks.Pending[int], weak.Pointer[bigValue]) {
	big := &bigValue{}
	option := func(*actor.Spec) { runtime.KeepAlive(big) }
	return tasks.Submit(l, func(context.Context) (int, error) { return 1, nil }, option), weak.Make(big)
}

func TestASubmissionToALoopThatHasClosedDoesNotKeepItsOptions(t *testing.T) {
	l, err := tasks.Start()
	require.NoError(t, err)
	require.NoError(t, l.Shutdown(t.Context()))
	submission, held := submitWithOption(l)
	require.True(t, isCollected(held))
	runtime.KeepAlive(submission)
}

func TestASubmissionCanBeCopiedAndPrintedWhileItStarts(t *testing.T) {
	l, err := tasks.Start()
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Shutdown(t.Context())) }()
	for range 100 { // the race detector looks on
		submission, _ := submitWithOption(l)
		twin := *submission
		require.NotEmpty(t, fmt.Sprint(submission))
		v, err := twin.Wait(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, v)
	}
}
