package main

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"strings"
)

// machine is where the numbers come from.
func machine() string {
	cpu := "unknown processor"
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(info)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				cpu = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s %s/%s, %s, %d cores", runtime.Version(), runtime.GOOS, runtime.GOARCH, cpu, runtime.NumCPU())
}

// load is how many cores something keeps busy; NaN when unknown.
type load float64

func (l load) String() string {
	switch {
	case math.IsNaN(float64(l)):
		return "What other processes did meanwhile is not known."
	case l < 0.1:
		return "Other processes were quiet."
	}
	return fmt.Sprintf("Other processes kept %.1f cores busy: the numbers are too high, most of all those of rows that allocate.", float64(l))
}
