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

func TestEachGoesOnWithTheRestBeforeAGoexitDoes(t *testing.T) {
	var called []int
	over := make(chan bool, 1)
	go func() {
		returned := false
		defer func() { over <- returned }()
		goexit.Each([]int{1, 2, 3}, func(n int) {
			called = append(called, n)
			if n < 3 {
				runtime.Goexit()
			}
		})
		returned = true
	}()
	require.False(t, <-over)
	require.Equal(t, []int{1, 2, 3}, called)
}
