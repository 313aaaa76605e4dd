package docs_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	// What the documents use is imported so that a change of it makes a cached
	// test result stale: the tests compile by the go command.
	_ "github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/internal/docs"
	_ "github.com/actorloom/actorloom/supervise"
	_ "github.com/actorloom/actorloom/tasks"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// documents are the texts by their path from the top of the module.
func documents(t *testing.T) (root string, texts map[string]string) {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	texts = make(map[string]string)
	for _, pattern := range []string{"*.md", "docs/*.md", "examples/*.md", "bench/*.md"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		require.NoError(t, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			name, err := filepath.Rel(root, file)
			require.NoError(t, err)
			texts[filepath.ToSlash(name)] = string(text)
		}
	}
	require.Contains(t, texts, "README.md")
	return root, texts
}

// overlay lays the blocks over the module as packages of their own, without
// writing into it: the go command's -overlay flag does that.
type overlay struct {
	root string
	file string
	at   map[string]docs.Block // by import path
}

func lay(t *testing.T) overlay {
	t.Helper()
	root, texts := documents(t)
	dir := t.TempDir()
	o := overlay{root: root, file: filepath.Join(dir, "overlay.json"), at: make(map[string]docs.Block)}
	replace := make(map[string]string)
	for name, text := range texts {
		for i, b := range docs.Blocks(name, text) {
			b.File = filepath.Join(root, b.File)
			source, err := b.Source()
			require.NoError(t, err)
			id := fmt.Sprintf("%s_%d", strings.NewReplacer("/", "_", ".", "_").Replace(name), i+1)
			real := filepath.Join(dir, id+".go")
			require.NoError(t, os.WriteFile(real, []byte(source), 0o600))
			replace[filepath.Join(root, "internal", "docs", "block", id, "block.go")] = real
			o.at["github.com/actorloom/actorloom/internal/docs/block/"+id] = b
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(o.file, text, 0o600))
	return o
}

func (o *overlay) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command("go", append([]string{name, "-overlay=" + o.file}, args...)...)
	cmd.Dir = o.root
	return cmd
}

func TestEveryCodeBlockCompiles(t *testing.T) {
	o := lay(t)
	// list -export compiles and does not link. vet would want the directories.
	args := []string{"-export", "-f", ""}
	for path := range o.at {
		args = append(args, path)
	}
	require.NotEmpty(t, o.at, "the documents have code")
	out, err := o.command("list", args...).CombinedOutput()
	require.NoError(t, err, "%s", out)
}

func TestProgramsPrintWhatTheDocumentSays(t *testing.T) {
	o := lay(t)
	ran := 0
	for path, b := range o.at {
		if b.Output == nil {
			continue
		}
		ran++
		t.Run(fmt.Sprintf("%s:%d", filepath.Base(b.File), b.Line), func(t *testing.T) {
			out, err := o.command("run", path).CombinedOutput()
			require.NoError(t, err, "%s", out)
			require.Equal(t, *b.Output, string(out))
		})
	}
	require.Positive(t, ran, "README.md has a program with its output")
}

func TestEveryLinkToAFileLeadsToOne(t *testing.T) {
	root, texts := documents(t)
	for name, text := range texts {
		for _, target := range docs.Links(text) {
			path := filepath.Join(root, filepath.Dir(name), filepath.FromSlash(target))
			_, err := os.Stat(path)
			require.NoError(t, err, "%s links to %s", name, target)
		}
	}
}

func TestEveryLinkToASectionLeadsToOne(t *testing.T) {
	_, texts := documents(t)
	checked := 0
	for name, text := range texts {
		for _, target := range docs.SectionLinks(text) {
			file, section, _ := strings.Cut(target, "#")
			to := name
			if file != "" {
				to = filepath.ToSlash(filepath.Join(filepath.Dir(name), file))
			}
			checked++
			require.True(t, docs.Sections(texts[to])[section], "%s links to %s", name, target)
		}
	}
	require.Positive(t, checked, "the documents have links to sections")
}
