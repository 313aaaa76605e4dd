package main

import (
	"math"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// othersSince starts to watch the rest of the machine, and returns what tells
// its load from then on.
func othersSince() func() load {
	start, all, own := time.Now(), busyAll(), busyOwn()
	return func() load {
		others := (busyAll() - all) - (busyOwn() - own)
		return load(max(0, others/time.Since(start).Seconds()))
	}
}

// busyAll is the processor time, in seconds, that the machine has used.
func busyAll() float64 {
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return math.NaN()
	}
	line, _, _ := strings.Cut(string(stat), "\n")
	ticks := 0.0
	// cpu user nice system idle iowait irq softirq steal
	for i, field := range strings.Fields(line) {
		if i == 0 || i == 4 || i == 5 || i > 8 {
			continue
		}
		v, err := strconv.ParseFloat(field, 64)
		if err != nil {
			return math.NaN()
		}
		ticks += v
	}
	return ticks / 100 // USER_HZ
}

// busyOwn is what this process and its finished children have used.
func busyOwn() (seconds float64) {
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var used syscall.Rusage
		if err := syscall.Getrusage(who, &used); err != nil {
			return math.NaN()
		}
		seconds += time.Duration(used.Utime.Nano() + used.Stime.Nano()).Seconds()
	}
	return seconds
}
