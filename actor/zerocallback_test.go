package actor_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

func TestACallbackThatWasNotSetHasNoTime(t *testing.T) {
	var c actor.Callback
	require.Zero(t, c.When())
}
