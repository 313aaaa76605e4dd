package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/internal/docs"
)

// goTests are the tests of the packages that the document names, as tasks.TestX.
func goTests(t *testing.T, root string) map[string]bool {
	t.Helper()
	tests := map[string]bool{}
	for _, pkg := range []string{"actor", "tasks", "supervise", "internal/conformance"} {
		files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pkg), "*_test.go"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			for _, d := range parsed.Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
					tests[filepath.Base(pkg)+"."+f.Name.Name] = true
				}
			}
		}
	}
	return tests
}

func TestTheConformanceTableIsTrue(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(root, "docs", "conformance.md"))
	require.NoError(t, err)
	tests := goTests(t, root)
	require.Empty(t, docs.Conformance(string(text), func(test string) bool { return tests[test] }))
}

const conforming = "| ported | 1 |\n| ported with a remark | 1 |\n| not applicable, *Python*: no such thing | 1 |\n| open | 1 |\n| **total** | **3** |\n" +
	"| [test_a](#test_a) | 1 | 1 | 1 | 3 |\n" +
	"## Notes\nSee `tasks.TestOne`.\n" +
	"## test_a\n| CPython | here |\n|---|---|\n" +
	"| `C.test_1` | `tasks.TestOne`, `supervise.TestTwo` — a remark |\n" +
	"| `C.test_2` | *Python*: Go has none |\n" +
	"| `C.test_3` | *open*: not yet |\n"

func TestWhatIsWrongWithAConformanceTableIsFound(t *testing.T) {
	exists := func(test string) bool { return test == "tasks.TestOne" || test == "supervise.TestTwo" }
	require.Empty(t, docs.Conformance(conforming, exists))
	for name, c := range map[string]struct{ old, new, want string }{
		"a test that does not exist":      {"supervise.TestTwo", "supervise.TestThree", "supervise.TestThree does not exist"},
		"one outside the rows":            {"See `tasks.TestOne`", "See `actor.TestOne`", "actor.TestOne does not exist"},
		"a row without a test":            {"| `tasks.TestOne`, `supervise.TestTwo` — a remark |", "| a remark |", "test_a.C.test_1 has neither a test nor a reason"},
		"a row without a reason":          {"*Python*: Go has none", "*Python*:", "test_a.C.test_2 has neither a test nor a reason"},
		"an empty row":                    {"| *Python*: Go has none |", "| |", "not a row"},
		"a method that is there twice":    {"C.test_3", "C.test_1", "test_a.C.test_1 is listed twice"},
		"a wrong number of what is there": {"| ported | 1 |", "| ported | 2 |", "ported: the head says 2, the rows 1"},
		"a wrong number of remarks":       {"| ported with a remark | 1 |", "| ported with a remark | 0 |", "ported with a remark: the head says 0, the rows 1"},
		"a wrong number of a reason":      {"thing | 1 |", "thing | 2 |", "Python: the head says 2, the rows 1"},
		"a wrong number of what is open":  {"| open | 1 |", "| open | 0 |", "open: the head says 0, the rows 1"},
		"a wrong total":                   {"**3**", "**4**", "total: the head says 4, the rows 3"},
		"a wrong number of a file":        {"| 1 | 1 | 1 | 3 |", "| 1 | 1 | 1 | 4 |", "column 4 of test_a: the head says 4, the rows 3"},
		"a reason that is not counted":    {"*Python*: Go", "*other*: Go", "the head does not count: other"},
		"a file that is not counted":      {"## test_a", "## test_b", "the head does not count: test_b"},
		"a number that is not given":      {"| open | 1 |\n", "", "the head does not count: open"},
		"a link to another section":       {"(#test_a)", "(#test_b)", "the link of test_a leads to test_b"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, conforming, c.old)
			wrong := docs.Conformance(strings.Replace(conforming, c.old, c.new, 1), exists)
			require.Contains(t, strings.Join(wrong, "\n"), c.want)
		})
	}
}
