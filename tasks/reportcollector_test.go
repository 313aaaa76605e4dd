package tasks_test

import (
	"sync"

	"github.com/actorloom/actorloom/tasks"
)

// reportCollector collects what a loop reports, on whatever goroutine.
type reportCollector struct {
	mu   sync.Mutex
	got  []tasks.Report
	news chan struct{}
}

func (r *reportCollector) collect() tasks.RunOption {
	return tasks.OnReport(r.take)
}

func (r *reportCollector) take(_ *tasks.Loop, report tasks.Report) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, report)
	if r.news != nil {
		r.news <- struct{}{}
	}
}

func (r *reportCollector) all() []tasks.Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.got
}
