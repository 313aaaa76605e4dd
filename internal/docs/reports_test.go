package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// messages are the texts of the reports in the Go files of a directory: of each the parts that are
// always the same.
func messages(t *testing.T, dir string) (all [][]string) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(f, func(n ast.Node) bool {
			report, ok := n.(*ast.CompositeLit)
			if !ok || !isReport(report.Type) {
				return true
			}
			for _, e := range report.Elts {
				field := e.(*ast.KeyValueExpr)
				if parts := fixed(field.Value); field.Key.(*ast.Ident).Name == "Message" && len(parts) > 0 {
					all = append(all, parts)
				}
			}
			return true
		})
	}
	return all
}

func isReport(e ast.Expr) bool {
	if selector, ok := e.(*ast.SelectorExpr); ok {
		e = selector.Sel
	}
	name, ok := e.(*ast.Ident)
	return ok && name.Name == "Report"
}

var verb = regexp.MustCompile(`%[+#]?[a-zA-Z]`)

// fixed is the literal text of an expression, between the verbs of package fmt; single words are
// left out.
func fixed(e ast.Expr) (parts []string) {
	ast.Inspect(e, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			text, _ := strconv.Unquote(literal.Value)
			for _, part := range verb.Split(text, -1) {
				if len(strings.Fields(part)) > 1 {
					parts = append(parts, part)
				}
			}
		}
		return true
	})
	return parts
}

func TestReportsWithALiteralTextAreExplained(t *testing.T) {
	root := filepath.Join("..", "..")
	text, err := os.ReadFile(filepath.Join(root, "docs", "production.md"))
	require.NoError(t, err)
	n := 0
	for _, dir := range []string{"actor", "tasks", "supervise"} {
		for _, parts := range messages(t, filepath.Join(root, dir)) {
			n++
			require.True(t, slices.ContainsFunc(parts, func(part string) bool {
				words := strings.Fields(part)
				return strings.Contains(string(text), strings.Join(words[:min(4, len(words))], " "))
			}), "docs/production.md lacks the report %q", parts)
		}
	}
	require.Greater(t, n, 12)
}
