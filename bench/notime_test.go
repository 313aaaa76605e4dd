package main

import (
	"io"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// zeroRow has a column of a clock that is too coarse for it.
func zeroRow() results {
	p := &program{name: "row"}
	c := func(v float64) *cell {
		return &cell{column: &column{name: "c"}, program: p, n: 1, samples: map[int]sample{0: {perOp: v}, 1: {perOp: v}}}
	}
	r := &row{program: p, cells: []*cell{c(10), c(0)}}
	r.compare()
	return results{columns: []*column{{name: "a"}, {name: "b"}}, rows: []*row{r}}
}

func TestASampleOfNoTimeCanBeWrittenAsJSON(t *testing.T) {
	require.NoError(t, writeJSON(io.Discard, zeroRow(), settings{}))
}

func TestASampleOfNoTimeCanBeDrawn(t *testing.T) {
	require.NoError(t, writePlot(filepath.Join(t.TempDir(), "a.svg"), zeroRow()))
}
