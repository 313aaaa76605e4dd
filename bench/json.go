package main

import (
	"encoding/json"
	"io"
	"math"
)

// writeJSON prints what is in the tables, and every sample, for programs to read.
func writeJSON(out io.Writer, r results, s settings) error {
	type value struct {
		Column  string    `json:"column"`
		N       int       `json:"n"`
		Median  float64   `json:"median"`
		Spread  float64   `json:"spread"`
		Samples []float64 `json:"samples"`
		Floors  []float64 `json:"floors,omitempty"`
		ToOurs  *float64  `json:"to_ours,omitempty"`
		Allocs  *float64  `json:"allocs,omitempty"`
	}
	type line struct {
		Row     string   `json:"row"`
		Unit    string   `json:"unit"`
		Floor   bool     `json:"floor,omitempty"`
		Values  []value  `json:"values"`
		Goal    string   `json:"goal,omitempty"`
		ToFloor *float64 `json:"to_floor,omitempty"`
		Met     *bool    `json:"met,omitempty"`
	}
	known := func(v float64) *float64 {
		if math.IsNaN(v) || v < 0 {
			return nil
		}
		return &v
	}
	report := struct {
		Machine string            `json:"machine"`
		Rounds  int               `json:"rounds"`
		Others  string            `json:"others"`
		Columns map[string]string `json:"columns"`
		Rows    []line            `json:"rows"`
	}{Machine: machine(), Rounds: s.rounds, Others: r.others.String(), Columns: map[string]string{}}
	for _, c := range r.columns {
		report.Columns[c.name] = c.about
	}
	for _, r := range r.rows {
		l := line{
			Row: r.program.name, Unit: r.program.unit(), Floor: r.program.floor,
			Goal: r.program.goal.String(), ToFloor: known(r.ratio),
		}
		for _, c := range r.cells {
			if c == nil || len(c.samples) == 0 {
				continue
			}
			values := c.perOp()
			l.Values = append(l.Values, value{
				Column: c.column.name, N: c.n, Median: median(values), Spread: spread(values), Samples: values, Floors: c.floors(),
				ToOurs: known(c.ratio), Allocs: known(c.allocs()),
			})
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
