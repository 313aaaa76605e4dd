package api

import (
	"bytes"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Module is the import path of the module.
const Module = "github.com/actorloom/actorloom"

// Packages are the public ones, by their last element.
var Packages = []string{"actor", "tasks", "supervise"}

// Load reads a package of the module from its compiled export data, which the go
// command makes when it is missing. golang.org/x/tools/go/packages would do the
// same and add a dependency.
func Load(root, name string) (*types.Package, error) {
	path := Module + "/" + name
	cmd := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}", path)
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list %s: %w\n%s", path, err, stderr.Bytes())
	}
	files := make(map[string]string)
	for line := range strings.Lines(string(out)) {
		if path, file, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			files[path] = file
		}
	}
	open := func(path string) (io.ReadCloser, error) { return os.Open(files[path]) }
	return importer.ForCompiler(token.NewFileSet(), "gc", open).Import(path)
}

// Root is the module's top directory, two above this package's.
func Root() (string, error) { return filepath.Abs(filepath.Join("..", "..")) }
