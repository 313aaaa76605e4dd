//go:build amd64 || arm64

package prefetch

import "unsafe"

// descriptor is the address of the calling goroutine's descriptor, the runtime's g.
func descriptor() uintptr

// line prefetches a line.
//
//go:noescape
func line(p unsafe.Pointer)

// goroutine prefetches the lines of a descriptor that a switch reads, and those around the top of a
// stack: the frames of a switch are below, those that it returns to are above. A body that ends
// returns through half a kilobyte of them.
//
//go:noescape
func goroutine(descriptor, stack uintptr, slot unsafe.Pointer)
