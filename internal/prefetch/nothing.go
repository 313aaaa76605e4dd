//go:build !amd64 && !arm64

package prefetch

import "unsafe"

func descriptor() uintptr { return 0 }

func line(unsafe.Pointer) {}

func goroutine(_, _ uintptr, _ unsafe.Pointer) {}
