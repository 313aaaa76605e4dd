package main

import (
	"encoding/json"
	"io"
	"math"
)

// writeJSON prints what is in the table, and every sample, for programs to read.
func writeJSON(out io.Writer, r results, s settings) error {
	type line struct {
		Program string    `json:"program"`
		Unit    string    `json:"unit"`
		N       int       `json:"n"`
		Median  float64   `json:"median"`
		Samples []float64 `json:"samples"`
		Ratio   *float64  `json:"ratio,omitempty"`
		Allocs  *float64  `json:"allocs,omitempty"`
		Goal    string    `json:"goal,omitempty"`
		GoalIs  *float64  `json:"goal_ratio,omitempty"`
		Met     *bool     `json:"met,omitempty"`
	}
	known := func(v float64) *float64 {
		if math.IsNaN(v) || v < 0 {
			return nil
		}
		return &v
	}
	report := struct {
		Machine string `json:"machine"`
		Rounds  int    `json:"rounds"`
		Others  string `json:"others"`
		Rows    []line `json:"rows"`
	}{Machine: machine(), Rounds: s.rounds, Others: r.others.String()}
	for _, r := range r.rows {
		l := line{
			Program: r.program.name, Unit: r.program.unit(), N: r.n, Median: median(r.perOp()),
			Ratio: known(r.ratio), Allocs: known(r.allocs()),
			Goal: r.program.goal.String(), GoalIs: known(r.goal),
		}
		for _, s := range r.samples {
			l.Samples = append(l.Samples, s.perOp)
		}
		if met, any := r.met(); any {
			l.Met = &met
		}
		report.Rows = append(report.Rows, l)
	}
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(report)
}
