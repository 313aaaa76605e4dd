package actor_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

// brokenLog is a handler of logs that panics.
type brokenLog struct{ slog.Handler }

func (brokenLog) Enabled(context.Context, slog.Level) bool  { return true }
func (brokenLog) Handle(context.Context, slog.Record) error { panic("disk full") }

// stderr is what is written to standard error while do runs.
func stderr(t *testing.T, do func()) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "stderr")
	file, err := os.Create(name)
	require.NoError(t, err)
	before := os.Stderr
	os.Stderr = file
	defer func() { os.Stderr = before }()
	do()
	require.NoError(t, file.Close())
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(text)
}

func TestALoggerThatPanicsLeavesTheLoopAlone(t *testing.T) {
	l := started(t, actor.Logger(slog.New(brokenLog{})))
	said := stderr(t, func() {
		require.NoError(t, l.Post(func() { panic("lost") }))
		require.NoError(t, onLoop(t, l, actor.Yield))
	})
	require.Contains(t, said, "panic: lost")
	require.Contains(t, said, "panic: disk full")
}
