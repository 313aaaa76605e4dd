package actor

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestASnapshotOfASnapshotKeepsNoneButTheFirstContext(t *testing.T) {
	first := context.WithValue(t.Context(), localsKey{}, 1)
	ctx := first
	for range 3 {
		ctx = Detach(ctx)
		ctx = LocalsOf(ctx).Context(ctx)
	}
	require.Same(t, first, ctx.(*withLocals).Context)
}

func TestVariablesAroundADetachedContextLeaveItDetached(t *testing.T) {
	l := New()
	f := &Fiber{}
	f.Init(l, nil)
	ctx := (&Locals{}).Context(Detach(f.Context()))
	require.Nil(t, Of(ctx))
	require.NotNil(t, Of((&Locals{}).Context(f.Context())))
}
