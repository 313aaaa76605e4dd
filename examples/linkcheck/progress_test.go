package main

import (
	"context"
	"io"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestTheProgressLineIsClearedAtTheEnd(t *testing.T) {
	r, w, err := os.Pipe()
	require.NoError(t, err)
	defer r.Close()
	_, err = tasks.Run(t.Context(), tasks.Void(func(ctx context.Context) error {
		c := &crawler{counts: counts{pages: 1, asked: 2, queued: 3}}
		line := tasks.Go(ctx, tasks.Void(func(ctx context.Context) error { return c.progress(ctx, w) }))
		if err := tasks.Sleep(ctx, 2*progressEvery-1); err != nil {
			return err
		}
		line.Cancel()
		_, err := line.Await(ctx)
		require.ErrorIs(t, err, tasks.ErrCanceled)
		return nil
	}), tasks.VirtualClock())
	require.NoError(t, err)
	require.NoError(t, w.Close())
	text, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Equal(t, clearLine+"1 page, 2 of 3 addresses, 0 broken links"+clearLine, string(text))
}

func TestAPipeIsNoTerminal(t *testing.T) {
	r, w, err := os.Pipe()
	require.NoError(t, err)
	defer r.Close()
	defer w.Close()
	require.False(t, isTerminal(w))
}
