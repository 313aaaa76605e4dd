//go:build !linux

package main

import "math"

// othersSince cannot tell here.
func othersSince() func() load { return func() load { return load(math.NaN()) } }
