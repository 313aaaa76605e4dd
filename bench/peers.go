package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// kind is a kind of peer: another program that does the same, in a process and, for
// Go, a module of its own, so that users of the library do not inherit what it needs.
// Its folder in bench/peers says what that is.
type kind struct {
	name  string
	build func(source, dir string) (built, error)
}

// built is what a peer's folder gave.
type built struct {
	command func() *exec.Cmd
	size    func() (int64, error) // nil when a binary does not stand alone
}

// kinds are the peers in the order of the table's columns.
var kinds = []kind{
	{"asyncio", func(source, _ string) (built, error) {
		return script(source, "peer.py", chosen("PYTHON", "python3.13", "python3")...)
	}},
	{"uvloop", func(source, _ string) (built, error) {
		return script(source, "peer.py", chosen("PYTHON_UVLOOP", "/usr/bin/python3", "python3")...)
	}},
	{"goroutines", goPeer},
	{"errgroup", goPeer},
	{"conc", goPeer},
	{"node", func(source, _ string) (built, error) {
		return script(source, "peer.mjs", chosen("NODE", "node", "nodejs")...)
	}},
	{"tokio", tokioPeer},
	{"protoactor", goPeer},
	{"temporal", goPeer},
}

func kindNames() string {
	var names []string
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return strings.Join(names, ", ")
}

// startPeers starts what can be started and says what cannot.
func startPeers(only *regexp.Regexp, dir string, log io.Writer) []*column {
	var columns []*column
	for _, k := range kinds {
		if !only.MatchString(k.name) {
			continue
		}
		c, err := k.start(dir)
		if err != nil {
			fmt.Fprintf(log, "peer %s is skipped: %s\n", k.name, strings.TrimSpace(err.Error()))
			continue
		}
		columns = append(columns, c)
	}
	return columns
}

func (k kind) start(dir string) (*column, error) {
	source := filepath.Join("bench", "peers", k.name)
	if !exists(source) {
		return nil, fmt.Errorf("there is no %s: run the command in the repository's root", source)
	}
	dir = filepath.Join(dir, k.name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		return nil, err
	}
	b, err := k.build(source, dir)
	if err != nil {
		return nil, err
	}
	c, err := newColumn(k.name, b)
	if err == nil {
		c.peer = true
	}
	return c, err
}

// chosen is the interpreter that the variable names, and none else; without it, the usual ones.
func chosen(variable string, usual ...string) []string {
	if name := os.Getenv(variable); name != "" {
		return []string{name}
	}
	return usual
}

// script is a peer in a language that needs no build. When something that it needs is
// missing, it ends without a hello.
func script(source, file string, interpreters ...string) (built, error) {
	for _, name := range interpreters {
		path, err := exec.LookPath(name)
		if err == nil && exec.Command(path, "--version").Run() == nil { // a wrapper may find nothing to run
			file := filepath.Join(source, file)
			args := []string{file}
			if strings.HasSuffix(file, ".mjs") {
				args = []string{"--expose-gc", file}
			}
			return built{command: func() *exec.Cmd {
				cmd := exec.Command(path, args...)
				cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1", // no caches in the tree
					"PYTHONASYNCIODEBUG=", "PYTHONDEVMODE=") // no debug mode, as with us
				return cmd
			}}, nil
		}
	}
	return built{}, fmt.Errorf("none of %s is there", interpreters)
}

// goPeer builds the peer's module outside of the tree.
func goPeer(source, dir string) (built, error) {
	binary := filepath.Join(dir, "peer")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Dir = source
	build.Env = append(os.Environ(), "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		return built{}, fmt.Errorf("go build: %w: %.300s", err, out)
	}
	b := built{command: func() *exec.Cmd { return exec.Command(binary) }}
	if smallest := filepath.Join(source, "smallest"); exists(smallest) {
		b.size = func() (int64, error) { return goBinary(smallest, dir) }
	}
	return b, nil
}

// debianCrates is where Debian's packages put the sources of Rust's.
const debianCrates = "/usr/share/cargo/registry"

// tokioPeer keeps what cargo builds in the user's cache: it takes a while.
func tokioPeer(source, dir string) (built, error) {
	if cache, err := os.UserCacheDir(); err == nil {
		dir = filepath.Join(cache, "actorloom-bench", "tokio")
	}
	args := []string{"build", "--release", "--quiet", "--target-dir", dir}
	if tokio, _ := filepath.Glob(filepath.Join(debianCrates, "tokio-1*")); tokio != nil {
		args = append(args, "--offline",
			"--config", `source.crates-io.replace-with="debian"`,
			"--config", fmt.Sprintf("source.debian.directory=%q", debianCrates))
	}
	build := exec.Command("cargo", args...)
	build.Dir = source
	if out, err := build.CombinedOutput(); err != nil {
		return built{}, fmt.Errorf("cargo build: %w: %.300s", err, out)
	}
	release := filepath.Join(dir, "release")
	return built{
		command: func() *exec.Cmd { return exec.Command(filepath.Join(release, "peer")) },
		size:    func() (int64, error) { return fileSize(filepath.Join(release, "smallest")) },
	}, nil
}

// itself is this command as a peer.
func itself(env ...string) (built, error) {
	self, err := os.Executable()
	if err != nil {
		return built{}, err
	}
	return built{command: func() *exec.Cmd {
		cmd := exec.Command(self, "-serve")
		cmd.Env = append(os.Environ(), env...)
		return cmd
	}}, nil
}
