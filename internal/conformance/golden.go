package conformance

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
)

// ReadScenarios reads a file of scenarios, one a line.
func ReadScenarios(path string) ([]Scenario, error) { return readLines[Scenario](path) }

// ReadTraces reads a file of traces, one a line.
func ReadTraces(path string) ([]Trace, error) { return readLines[Trace](path) }

func readLines[T any](path string) ([]T, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []T
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var one T
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, len(all)+1, err)
		}
		all = append(all, one)
	}
	return all, lines.Err()
}

// Difference returns the first event in which got differs from want, in words, or "" when they are
// equal. asyncio shows a cancellation's message to its first reader only: where want has none, got
// may have any.
func Difference(want, got Trace) string {
	for i := range max(len(want.Events), len(got.Events)) {
		switch {
		case i >= len(got.Events):
			return fmt.Sprintf("event %d: asyncio %v, here the trace ends", i, want.Events[i])
		case i >= len(want.Events):
			return fmt.Sprintf("event %d: here %v, asyncio's trace ends", i, got.Events[i])
		case !same(plain(want.Events[i]), plain(got.Events[i])):
			return fmt.Sprintf("event %d: asyncio %v, here %v", i, want.Events[i], got.Events[i])
		}
	}
	return ""
}

// plain is v as encoding/json reads it, so that numbers and lists compare.
func plain(v any) any {
	data, err := json.Marshal(v)
	must(err)
	var out any
	must(json.Unmarshal(data, &out))
	return out
}

func same(want, got any) bool {
	switch want := want.(type) {
	case []any:
		got, ok := got.([]any)
		if !ok || len(want) != len(got) {
			return false
		}
		if len(want) == 2 && want[0] == "Cancelled" && got[0] == "Cancelled" && (want[1] == nil || want[1] == "") {
			return true
		}
		for i := range want {
			if !same(want[i], got[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		got, ok := got.(map[string]any)
		if !ok || len(want) != len(got) {
			return false
		}
		for k := range want {
			if _, has := got[k]; !has || !same(want[k], got[k]) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(want, got)
}
