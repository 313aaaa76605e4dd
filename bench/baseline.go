package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
)

// baselineFile has the ratio of each row that has a goal, to the goal's floor, as
// it was when somebody last wrote it with -record.
const baselineFile = "bench/baseline.json"

// record writes the baseline, from as many tries as a row that fails gets.
func record(s settings, log io.Writer) error {
	recorded, err := readBaseline()
	if err != nil && (s.only.String() != "" || !exists(filepath.Dir(baselineFile))) {
		return err
	}
	if s.only.String() == "" {
		recorded = map[string]float64{} // else the other rows keep theirs
	}
	rows, err := withGoals(s)
	if err != nil {
		return err
	}
	seen := least{}
	for range tries {
		if _, err := measureGoals(rows, seen, s, log); err != nil {
			return err
		}
	}
	for _, p := range rows {
		if ratio := seen.ratio(p); !math.IsNaN(ratio) {
			recorded[p.name] = math.Round(ratio*1000) / 1000
		}
	}
	return writeBaseline(recorded)
}

func readBaseline() (map[string]float64, error) {
	text, err := os.ReadFile(filepath.FromSlash(baselineFile))
	if err != nil {
		return nil, fmt.Errorf("run the command in the repository's root: %w", err)
	}
	var recorded map[string]float64
	return recorded, json.Unmarshal(text, &recorded)
}

func writeBaseline(recorded map[string]float64) error {
	text, err := json.MarshalIndent(recorded, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.FromSlash(baselineFile), append(text, '\n'), 0o644)
}
