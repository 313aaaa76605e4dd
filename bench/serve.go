package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// A peer first prints a hello, then it answers each question on its standard
// input by a line on its standard output. It ends when its input does.
type hello struct {
	Peer     string   `json:"peer"` // what it is, with its version
	Programs []string `json:"programs"`
}

type request struct {
	Program string `json:"program"`
	N       int    `json:"n"`
}

// answer has the nanoseconds or the bytes of all n operations, and the allocations
// where they are known. It may be 0 ns, where clocks are coarse and n is small.
type answer struct {
	Ns     *float64 `json:"ns,omitempty"`
	Bytes  *float64 `json:"bytes,omitempty"`
	Allocs *float64 `json:"allocs,omitempty"`
	Error  string   `json:"error,omitempty"`
}

// serve lets this command be its own peer: with another engine, or for rows that
// need a process of their own.
func serve(in io.Reader, out io.Writer) error {
	defer stopBackground()
	h := hello{Peer: "ACTORLOOM_ENGINE=plain"}
	for _, p := range programs() {
		if !p.size {
			h.Programs = append(h.Programs, p.name)
		}
	}
	to, from := json.NewEncoder(out), json.NewDecoder(in)
	if err := to.Encode(h); err != nil {
		return err
	}
	for {
		var q request
		switch err := from.Decode(&q); err {
		case nil:
		case io.EOF:
			return nil
		default:
			return err
		}
		if p := named(q.Program); p != nil && p.park != nil {
			before := p.gauge()
			p.park(q.N, func() {
				bytes := float64(p.gauge() - before)
				must(to.Encode(answer{Bytes: &bytes}))
				os.Exit(0) // the process is for this alone, and would take long to end in order
			})
		}
		if err := to.Encode(answerTo(q)); err != nil {
			return err
		}
	}
}

func answerTo(q request) answer {
	p := named(q.Program)
	if p == nil || p.size || q.N <= 0 {
		return answer{Error: fmt.Sprintf("no program %q for n = %d", q.Program, q.N)}
	}
	s, n := p.measure(q.N), float64(q.N)
	ns := s.perOp * n
	a := answer{Ns: &ns}
	if s.allocs >= 0 {
		allocs := s.allocs * n
		a.Allocs = &allocs
	}
	return a
}
