// Command play reads scenarios, one a line, and writes their traces.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/actorloom/actorloom/internal/conformance"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "play:", err)
		os.Exit(1)
	}
}

func run() error {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 16<<20)
	out := bufio.NewWriter(os.Stdout)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for in.Scan() {
		if len(in.Bytes()) == 0 {
			continue
		}
		var s conformance.Scenario
		if err := json.Unmarshal(in.Bytes(), &s); err != nil {
			return fmt.Errorf("a scenario is no JSON object of the expected form: %w", err)
		}
		if err := enc.Encode(conformance.Play(&s)); err != nil {
			return err
		}
	}
	if err := in.Err(); err != nil {
		return err
	}
	return out.Flush()
}
