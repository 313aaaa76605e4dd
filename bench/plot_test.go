package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestThePlotIsWellFormed(t *testing.T) {
	r := slow()
	peer := &cell{column: &column{name: "<peer>"}, program: r.program, samples: map[int]sample{0: {perOp: 300}}}
	r.cells = append(r.cells, peer)
	r.compare()
	file := filepath.Join(t.TempDir(), "plot.svg")
	require.NoError(t, writePlot(file, results{columns: []*column{r.cells[0].column, peer.column}, rows: []*row{r}}))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(text), "&lt;peer&gt;: 300 ns (10.0x)")
	require.NotContains(t, string(text), "NaN")
}

func TestTheNamesOfAllColumnsAreInThePicture(t *testing.T) {
	columns := []*column{{name: "ours"}, {name: "ours, plain"}}
	for _, k := range kinds {
		columns = append(columns, &column{name: k.name})
	}
	file := filepath.Join(t.TempDir(), "plot.svg")
	require.NoError(t, writePlot(file, results{columns: columns, rows: []*row{slow()}}))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	number := func(pattern string) int {
		all := regexp.MustCompile(pattern).FindAllSubmatch(text, -1)
		require.NotEmpty(t, all)
		n, err := strconv.Atoi(string(all[len(all)-1][1]))
		require.NoError(t, err)
		return n
	}
	last := len(kinds[len(kinds)-1].name)
	require.Less(t, number(`<text x="(\d+)" y="20">`)+7*last, number(`<svg [^>]*width="(\d+)"`))
}
