package actor

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// A program may end as soon as its loop has closed. With one processor, the goroutine that
// the collector's news starts comes after that.
func TestAnErrorThatTheCollectorHasJustFoundIsReportedBeforeTheLoopHasClosed(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	reports := make(chan Report, 2)
	l := New(OnReport(func(_ *Loop, r Report) { reports <- r }))
	var c Completion
	c.Init(l, nil)
	c.Settle(errors.New("lost"))
	l.suspects.endPass()
	l.suspects.endPass()

	c.more().readers.failure.collected()
	require.NoError(t, l.Shutdown(context.Background()))
	require.Len(t, reports, 1)
	runtime.KeepAlive(&c)
}
