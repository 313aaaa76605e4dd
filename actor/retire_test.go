package actor_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

// idleBox handles nothing.
type idleBox struct{}

func (idleBox) Deliver(actor.Letter) {}
func (idleBox) Told(any)             {}

func TestAnEndpointThatRetiresAgainLeavesTheNextOfItsNameAlone(t *testing.T) {
	l := actor.New(actor.System(addresses))
	first := l.Register("namesake", idleBox{})
	first.Retire()
	second := l.Register("namesake", idleBox{})
	require.Equal(t, "namesake", second.PID().Id)
	first.Retire()
	_, found := addresses.ProcessRegistry.GetLocal("namesake")
	require.True(t, found)
	second.Retire()
	require.NoError(t, l.Shutdown(t.Context()))
}
