package goexit_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/internal/goexit"
)

// guarded is what Guard of fn calls, and whether it returns, on a goroutine of its own.
func guarded(fn func()) (gone, returned bool, panicked any) {
	over := make(chan struct{})
	go func() {
		defer close(over)
		defer func() { panicked = recover() }()
		goexit.Guard(fn, func() { gone = true })
		returned = true
	}()
	<-over
	return gone, returned, panicked
}

func TestAFunctionThatReturnsIsNotGone(t *testing.T) {
	gone, returned, _ := guarded(func() {})
	require.False(t, gone)
	require.True(t, returned)
}

func TestAGoexitIsNoticedAndGoesOn(t *testing.T) {
	gone, returned, _ := guarded(runtime.Goexit)
	require.True(t, gone)
	require.False(t, returned)
}

func TestAPanicIsNoticedAndGoesOn(t *testing.T) {
	gone, returned, panicked := guarded(func() { panic("here") })
	require.True(t, gone)
	require.False(t, returned)
	require.Equal(t, "here", panicked)
}
