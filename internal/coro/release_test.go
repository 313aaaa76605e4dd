package coro

import (
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheHelperOfThoseThatAreUnwoundKeepsItsStack(t *testing.T) {
	p := newPlayers(64)
	for _, c := range p.all {
		p.Unwind(c)
	}
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	require.Equal(t, 1, strings.Count(string(stacks), ").passOn("))
	p.Close()
	require.Zero(t, p.alive)
}
