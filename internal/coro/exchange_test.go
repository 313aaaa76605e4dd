package coro

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheSelfTestPassesWithThisVersionOfGo(t *testing.T) {
	require.True(t, SelfTest())
}
