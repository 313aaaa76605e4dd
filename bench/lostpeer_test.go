package main

import (
	"bytes"
	"io"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A peer that ends in the middle costs its own column, not the run of all others.
func TestAPeerThatEndsInTheMiddleLeavesTheOtherColumnsTheirs(t *testing.T) {
	for _, kind := range []string{"ends later", "says an error"} {
		peer, err := newColumn(kind, brokenBuilt(t, kind))
		require.NoError(t, err)
		peer.peer = true
		s := settings{rounds: 2, target: time.Microsecond}
		columns := []*column{here(), peer}
		var log bytes.Buffer
		rows, err := measureAll([]*program{named(roundTrip), named("yield, alone")}, columns, s, &log)
		peer.stop()
		require.NoError(t, err)
		require.Contains(t, log.String(), kind+": yield, alone: ")
		require.Len(t, rows[1].cells[0].samples, 2)
		r := results{columns: columns, rows: rows}
		require.NoError(t, writeTable(io.Discard, r, s))
		require.NoError(t, writeJSON(io.Discard, r, s))
		require.NoError(t, writePlot(filepath.Join(t.TempDir(), "plot.svg"), r))
	}
}
