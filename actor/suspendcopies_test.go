package actor

import (
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Fiber.park, Yield and WaitQueue.Wait contain a copy of activation.suspend, for speed.
func TestTheCopiesOfSuspendAreTheSame(t *testing.T) {
	var copies []string
	for _, name := range []string{"await.go", "sleep.go", "waitqueue.go"} {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		show := func(n ast.Node) string {
			var b strings.Builder
			require.NoError(t, printer.Fprint(&b, set, n))
			return strings.Join(strings.Fields(b.String()), " ")
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.IfStmt); ok && show(s.Cond) == "l.exchange == nil" {
				if text := show(s.Body) + " else " + show(s.Else); strings.Contains(text, "Trade") {
					copies = append(copies, text)
				}
			}
			return true
		})
	}
	require.Len(t, copies, 3)
	require.Equal(t, copies[0], copies[1])
	require.Equal(t, copies[0], copies[2])
}
