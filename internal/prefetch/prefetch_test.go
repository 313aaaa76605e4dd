package prefetch

import (
	"runtime"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

func TestAPrefetchOfWhatDoesNotExistDoesNoHarm(t *testing.T) {
	var unknown Goroutine
	unknown.Prefetch(nil)
	Line[int](nil)
	for _, address := range []uintptr{1, 100, ^uintptr(0) >> 18, ^uintptr(0) >> 1, ^uintptr(0)} {
		gone := Goroutine{descriptor: address, stack: address}
		gone.Prefetch(nil)
	}
}

func TestAGoroutineNotesItsOwnDescriptorAndStack(t *testing.T) {
	if runtime.GOARCH != "amd64" && runtime.GOARCH != "arm64" {
		t.Skip("there is no assembly for this processor")
	}
	var here, there Goroutine
	var near int
	here.Begins()
	here.Parks()
	distance := int64(here.stack) - int64(uintptr(unsafe.Pointer(&near))) // at once: the stack may move
	require.NotZero(t, here.descriptor)
	require.Less(t, max(distance, -distance), int64(1<<10))

	noted := make(chan struct{})
	go func() {
		there.Begins()
		there.Parks()
		close(noted)
	}()
	<-noted
	require.NotEqual(t, here.descriptor, there.descriptor)
	require.NotEqual(t, here.stack, there.stack)
}
