package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// process is a peer that runs.
type process struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  io.ReadCloser
	to   *json.Encoder
	from *json.Decoder
}

// A peer that takes longer hangs, and is killed. No row takes a tenth of the patience.
const (
	patience = 5 * time.Minute
	toEnd    = 5 * time.Second
)

var errNoHello = errors.New("it ended, or printed no hello")

func launch(cmd *exec.Cmd, patience time.Duration) (p *process, h hello, err error) {
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, h, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, h, err
	}
	if err := running.start(cmd); err != nil {
		return nil, h, err
	}
	p = &process{cmd: cmd, in: in, out: out, to: json.NewEncoder(in), from: json.NewDecoder(bufio.NewReader(out))}
	if err := p.read(&h, patience); err != nil {
		p.stop()
		return nil, h, fmt.Errorf("%w: %w", errNoHello, err)
	}
	return p, h, nil
}

// read waits for the next line.
func (p *process) read(into any, patience time.Duration) error {
	late := time.AfterFunc(patience, func() {
		_ = p.cmd.Process.Kill()
		_ = p.out.Close() // a process that it has started may hold the other end
	})
	err := p.from.Decode(into)
	if !late.Stop() {
		return fmt.Errorf("it said nothing for %s", patience)
	}
	return err
}

// stop ends the process, which it does by itself when its input ends.
func (p *process) stop() {
	_ = p.in.Close()
	late := time.AfterFunc(toEnd, func() { _ = p.cmd.Process.Kill() })
	defer late.Stop()
	running.wait(p.cmd)
}

func (p *process) measure(row *program, n int) (sample, error) {
	if err := p.to.Encode(request{row.name, n}); err != nil {
		return sample{}, err
	}
	var a answer
	if err := p.read(&a, patience); err != nil {
		return sample{}, fmt.Errorf("no answer: %w", err)
	}
	if a.Error != "" {
		return sample{}, fmt.Errorf("it answered: %s", a.Error)
	}
	took := cmp.Or(a.Ns, a.Bytes)
	if took == nil {
		return sample{}, errors.New("its answer has no ns and no bytes")
	}
	s := sample{perOp: *took / float64(n), allocs: -1}
	if a.Allocs != nil {
		s.allocs = *a.Allocs / float64(n)
	}
	return s, nil
}

// running are the processes to be killed when the command is interrupted.
var running = processes{all: map[*exec.Cmd]bool{}}

type processes struct {
	mu  sync.Mutex
	all map[*exec.Cmd]bool
}

func (p *processes) start(cmd *exec.Cmd) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	err := cmd.Start()
	p.all[cmd] = err == nil
	return err
}

func (p *processes) wait(cmd *exec.Cmd) {
	_ = cmd.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.all, cmd)
}

// kill leaves p locked: nothing more is to start.
func (p *processes) kill() {
	p.mu.Lock()
	for cmd, started := range p.all {
		if started {
			_ = cmd.Process.Kill()
		}
	}
}

// cleanWhenInterrupted makes ^C leave no process and no folder behind, until stop is called.
func cleanWhenInterrupted(dir string) (stop func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		if _, ok := <-signals; ok {
			running.kill()
			_ = os.RemoveAll(dir)
			os.Exit(130)
		}
	}()
	return func() {
		signal.Stop(signals)
		close(signals)
	}
}
