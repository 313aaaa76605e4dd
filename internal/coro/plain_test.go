package coro

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// script is a body that runs a function, which may suspend.
type script struct {
	c     *Coroutine
	steps func(c *Coroutine)
	ended bool
}

func (s *script) RunBody() {
	defer func() { s.ended = true }()
	s.steps(s.c)
}

func start(e *Plain, steps func(c *Coroutine)) *script {
	s := &script{steps: steps}
	s.c = e.Take(s)
	s.c.Resume()
	return s
}

func TestABodyRunsUntilItSuspends(t *testing.T) {
	e := &Plain{}
	defer e.Close()
	var trace []string
	s := start(e, func(c *Coroutine) {
		trace = append(trace, "one")
		c.Suspend()
		trace = append(trace, "two")
		c.Suspend()
		trace = append(trace, "three")
	})
	trace = append(trace, "back")
	s.c.Resume()
	trace = append(trace, "back again")
	require.False(t, s.ended)
	s.c.Resume()
	require.True(t, s.ended)
	require.Equal(t, []string{"one", "back", "two", "back again", "three"}, trace)
	e.Reuse(s.c)
}

func TestACoroutineOfABodyThatHasEndedRunsAnother(t *testing.T) {
	e := &Plain{}
	defer e.Close()
	first := start(e, func(c *Coroutine) { c.Suspend() })
	first.c.Resume()
	e.Reuse(first.c)
	second := start(e, func(c *Coroutine) { c.Suspend() })
	require.Same(t, first.c, second.c)
	require.False(t, second.ended)
	second.c.Resume()
	require.True(t, second.ended)
	e.Reuse(second.c)
}

func TestCoroutinesThatAreNotGivenBackAreNotReused(t *testing.T) {
	e := &Plain{}
	defer e.Close()
	one := start(e, func(c *Coroutine) { c.Suspend() })
	two := start(e, func(c *Coroutine) { c.Suspend() })
	require.NotSame(t, one.c, two.c)
	for _, s := range []*script{one, two} {
		s.c.Resume()
		e.Reuse(s.c)
	}
}

func TestACoroutineCanStartAndResumeOthers(t *testing.T) {
	e := &Plain{}
	defer e.Close()
	var inner *script
	outer := start(e, func(c *Coroutine) {
		inner = start(e, func(c *Coroutine) { c.Suspend() })
		c.Suspend()
		inner.c.Resume()
	})
	require.False(t, inner.ended)
	outer.c.Resume()
	require.True(t, inner.ended)
	require.True(t, outer.ended)
	e.Reuse(inner.c)
	e.Reuse(outer.c)
}

func TestAnyGoroutineMayResume(t *testing.T) {
	e := &Plain{}
	defer e.Close()
	n := 0
	s := start(e, func(c *Coroutine) {
		for range 10 {
			c.Suspend()
			n++
		}
	})
	for !s.ended {
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.c.Resume()
		}()
		<-done
	}
	require.Equal(t, 10, n)
	e.Reuse(s.c)
}

func TestGoexitOfABodyGoesOnInWhoeverResumed(t *testing.T) {
	e := &Plain{}
	defer e.Close()
	var s *script
	var started, returned bool
	done := make(chan struct{})
	go func() {
		defer close(done)
		s = &script{steps: func(c *Coroutine) { c.Suspend(); runtime.Goexit() }}
		s.c = e.Take(s)
		s.c.Resume()
		started = true
		s.c.Resume()
		returned = true
	}()
	<-done
	require.True(t, started)
	require.False(t, returned)
	require.True(t, s.ended, "its deferred calls have run")
}

func TestUnwindRunsDeferredCallsAndNothingElse(t *testing.T) {
	e := &Plain{}
	defer e.Close()
	var recovered any
	deferred, after := false, false
	s := start(e, func(c *Coroutine) {
		defer func() { deferred = true }()
		func() {
			defer func() { recovered = recover() }()
			c.Suspend()
		}()
		after = true
	})
	s.c.Unwind()
	require.True(t, s.ended)
	require.True(t, deferred)
	require.False(t, after)
	require.Nil(t, recovered, "a body cannot refuse")
}

func TestACoroutineGivenBackAfterTheEndOfItsEngineEnds(t *testing.T) {
	e := &Plain{}
	s := start(e, func(c *Coroutine) { c.Suspend() })
	e.Close()
	s.c.Resume()
	require.True(t, s.ended)
	e.Reuse(s.c) // goleak finds it otherwise
}

func TestAnEngineKeepsNoMoreThanItsLimit(t *testing.T) {
	e := &Plain{}
	var all []*script
	for range keep + 10 {
		all = append(all, start(e, func(c *Coroutine) { c.Suspend() }))
	}
	for _, s := range all {
		s.c.Resume()
		e.Reuse(s.c)
	}
	require.Len(t, e.idle, keep)
	e.Close()
	require.Empty(t, e.idle)
}
