package supervise_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
)

func TestANilContextIsNoActors(t *testing.T) {
	var none context.Context
	for name, call := range map[string]func() error{
		"Stash":             func() error { return supervise.Stash(none) },
		"Unstash":           func() error { return supervise.Unstash(none) },
		"Become":            func() error { return supervise.Become(none, nil) },
		"Unbecome":          func() error { return supervise.Unbecome(none) },
		"Watch":             func() error { return supervise.Watch(none, nil) },
		"Unwatch":           func() error { return supervise.Unwatch(none, nil) },
		"SetReceiveTimeout": func() error { return supervise.SetReceiveTimeout(none, time.Second) },
		"SpawnChild":        func() error { _, err := supervise.SpawnChild(none, supervise.Actor{}); return err },
	} {
		t.Run(name, func(t *testing.T) { require.ErrorIs(t, call(), supervise.ErrNoActor) })
	}
	require.Nil(t, supervise.Self(none))
	require.Nil(t, supervise.Sender(none))
	require.Empty(t, supervise.Headers(none))
	require.NotPanics(t, func() { supervise.Ready(none) })
}
