package api_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	// The packages on record are imported so that a change of them makes a
	// cached test result stale: the test reads them by the go command.
	_ "github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/api"
	_ "github.com/actorloom/actorloom/supervise"
	_ "github.com/actorloom/actorloom/tasks"
)

var update = flag.Bool("update", false, "write the exported surface to api/*.txt")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheExportedSurfaceIsTheOneOnRecord(t *testing.T) {
	root, err := api.Root()
	require.NoError(t, err)
	for _, name := range api.Packages {
		t.Run(name, func(t *testing.T) {
			pkg, err := api.Load(root, name)
			require.NoError(t, err)
			now := api.Surface(pkg)
			file := filepath.Join(root, "api", name+".txt")
			if *update {
				require.NoError(t, os.WriteFile(file, []byte(strings.Join(now, "\n")+"\n"), 0o644))
			}
			record, err := os.ReadFile(file)
			require.NoError(t, err)
			gone, added := difference(strings.Split(strings.TrimSuffix(string(record), "\n"), "\n"), now)
			for _, line := range gone {
				t.Errorf("gone:  %s", line)
			}
			for _, line := range added {
				t.Errorf("added: %s", line)
			}
			if t.Failed() {
				t.Errorf("if this is what you want: go test ./internal/api -update, and a line in CHANGELOG.md")
			}
		})
	}
}

// difference are the lines that only one of two lists has.
func difference(before, after []string) (gone, added []string) {
	left := make(map[string]bool, len(before))
	for _, line := range before {
		left[line] = true
	}
	for _, line := range after {
		if !left[line] {
			added = append(added, line)
		}
		delete(left, line)
	}
	for _, line := range before {
		if left[line] {
			gone = append(gone, line)
		}
	}
	return gone, added
}
