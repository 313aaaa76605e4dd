package docs

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"strings"
)

// imports are the packages that a fragment may use without saying so, by name.
var imports = map[string]string{
	"proto": "github.com/asynkron/protoactor-go/actor",
}

func init() {
	for _, p := range []string{
		"bufio", "context", "database/sql", "errors", "fmt", "io", "iter", "log", "log/slog", "maps", "net", "net/http", "os",
		"os/exec", "os/signal", "runtime", "slices", "strings", "sync", "syscall", "testing", "testing/synctest",
		"time",
		"go.opentelemetry.io/otel", "go.opentelemetry.io/otel/propagation",
		module + "actor", module + "tasks", module + "supervise",
	} {
		imports[path.Base(p)] = p
	}
}

const module = "github.com/actorloom/actorloom/"

// Source is b as a Go file. Errors that the compiler finds in it point to the
// document.
func (b *Block) Source() (string, error) {
	line := fmt.Sprintf("//line %s:%d\n", b.File, b.Line)
	if b.Program() {
		return line + b.Code, nil
	}
	if f, err := parse("package p\n" + b.Code); err == nil {
		return b.head(f) + line + b.Code, nil
	}
	f, err := parse("package p\nfunc _() {\n" + b.Code + "\n}")
	if err != nil {
		return "", fmt.Errorf("%s:%d: neither declarations nor statements: %w", b.File, b.Line, err)
	}
	body := f.Decls[0].(*ast.FuncDecl).Body
	var tail strings.Builder
	for _, name := range defined(body) {
		fmt.Fprintf(&tail, "_ = %s\n", name)
	}
	return b.head(f) + "func _(ctx context.Context) (err error) {\n" + line + b.Code + tail.String() + "return nil\n}\n", nil
}

// Program reports whether b is a file of its own.
func (b *Block) Program() bool {
	_, err := parser.ParseFile(token.NewFileSet(), "", b.Code, parser.PackageClauseOnly)
	return err == nil
}

func parse(src string) (*ast.File, error) {
	return parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution)
}

// head is what stands before a fragment: imports of what it uses, and the
// declarations that the document leaves out.
func (b *Block) head(f *ast.File) string {
	used := map[string]bool{"context": true}
	note := func(f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && imports[x.Name] != "" {
					used[x.Name] = true
				}
			}
			return true
		})
	}
	note(f)
	if extra, err := parse("package p\n" + b.With); err == nil {
		note(extra)
	}
	var s strings.Builder
	s.WriteString("package fragment\n\n")
	for _, name := range sorted(used) {
		fmt.Fprintf(&s, "import %s %q\n", name, imports[name])
	}
	s.WriteString("\nvar _ context.Context\n\n" + b.With + "\n")
	return s.String()
}

// defined returns the names that the statements of a block define. A fragment shows how something
// is made, and need not use it.
func defined(body *ast.BlockStmt) []string {
	var names []string
	add := func(e ast.Expr) {
		if id, ok := e.(*ast.Ident); ok && id.Name != "_" {
			names = append(names, id.Name)
		}
	}
	for _, statement := range body.List {
		switch s := statement.(type) {
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				for _, e := range s.Lhs {
					add(e)
				}
			}
		case *ast.DeclStmt:
			if d, ok := s.Decl.(*ast.GenDecl); ok && d.Tok == token.VAR {
				for _, spec := range d.Specs {
					for _, id := range spec.(*ast.ValueSpec).Names {
						add(id)
					}
				}
			}
		}
	}
	return names
}
