package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// Peers are other programs that do the same, each in a process and, for Go, a
// module of its own, so that users of the library do not inherit what they need.
//
// A peer first prints one JSON object that names its rows. Then it reads lines
// {"row": index, "n": operations} and answers each with {"ns": in all, "allocs":
// in all, or less than zero when unknown}. It ends when its input does.
type peer struct {
	rows []peerRow
	cmd  *exec.Cmd
	in   io.WriteCloser
	to   *json.Encoder
	from *json.Decoder
}

type peerRow struct {
	Name  string `json:"name"`
	Batch int    `json:"batch"`
}

// peerPrograms starts what can be started and says what cannot.
func peerPrograms(log io.Writer) (rows []*program, stop func()) {
	var peers []*peer
	start := func(name string, command func(dir string) (*exec.Cmd, error)) {
		cmd, err := command(filepath.Join("bench", "peers", name))
		var p *peer
		if err == nil {
			p, err = startPeer(cmd)
		}
		if err != nil {
			fmt.Fprintf(log, "peer %s is skipped: %v\n", name, err)
			return
		}
		peers = append(peers, p)
		for i := range p.rows {
			rows = append(rows, p.program(i))
		}
	}
	dir, err := os.MkdirTemp("", "bench")
	must(err)
	start("go", func(source string) (*exec.Cmd, error) { return buildGoPeer(source, dir) })
	return rows, func() {
		for _, p := range peers {
			p.stop()
		}
		peers = nil
		_ = os.RemoveAll(dir)
	}
}

// buildGoPeer builds the peer's module outside of the tree.
func buildGoPeer(source, dir string) (*exec.Cmd, error) {
	if _, err := os.Stat(source); err != nil {
		return nil, fmt.Errorf("run the command in the repository's root: %w", err)
	}
	binary := filepath.Join(dir, "peer")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Dir = source
	build.Env = append(os.Environ(), "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build: %w: %.300s", err, out)
	}
	return exec.Command(binary), nil
}

func startPeer(cmd *exec.Cmd) (*peer, error) {
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &peer{cmd: cmd, in: in, to: json.NewEncoder(in), from: json.NewDecoder(bufio.NewReader(out))}
	var hello struct {
		Rows []peerRow `json:"rows"`
	}
	if err := p.from.Decode(&hello); err != nil {
		p.stop()
		return nil, fmt.Errorf("it does not name its rows: %w", err)
	}
	p.rows = hello.Rows
	return p, nil
}

func (p *peer) stop() {
	_ = p.in.Close()
	_ = p.cmd.Wait()
}

// program is one of the peer's rows as a row of the table.
func (p *peer) program(i int) *program {
	return &program{
		name:  p.rows[i].Name,
		batch: p.rows[i].Batch,
		remote: func(n int) (sample, error) {
			var answer struct{ Ns, Allocs float64 }
			if err := p.to.Encode(map[string]int{"row": i, "n": n}); err != nil {
				return sample{}, err
			}
			if err := p.from.Decode(&answer); err != nil {
				return sample{}, fmt.Errorf("the peer did not answer: %w", err)
			}
			return sample{perOp: answer.Ns / float64(n), allocs: answer.Allocs / float64(n)}, nil
		},
	}
}
