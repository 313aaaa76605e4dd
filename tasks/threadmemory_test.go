package tasks_test

import (
	"context"
	"runtime"
	"testing"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// Who keeps the future of a thread keeps its result, and nothing else of the thread.

// bigValue is what a thread may keep.
type bigValue struct{ _ [1 << 10]byte }

// isCollected reports whether the collector finds that nobody keeps what p points to.
func isCollected(p weak.Pointer[bigValue]) bool {
	for range 10 {
		runtime.GC()
		if p.Value() == nil {
			return true
		}
	}
	return false
}

func TestTheFutureOfAThreadThatHasEndedDoesNotKeepItsContext(t *testing.T) {
	type key struct{}
	inRun(t, func(ctx context.Context) {
		var value weak.Pointer[bigValue]
		f, err := tasks.Go(ctx, func(ctx context.Context) (*tasks.Future[int], error) {
			big := &bigValue{}
			value = weak.Make(big)
			f := tasks.InExecutor(context.WithValue(ctx, key{}, big), nil, func(context.Context) (int, error) { return 1, nil })
			_, err := f.Await(ctx)
			return f, err
		}).Await(ctx)
		require.NoError(t, err)
		require.True(t, isCollected(value))
		runtime.KeepAlive(f)
	})
}

func TestTheFutureOfACanceledThreadDoesNotKeepWhatItsFunctionReturnsThen(t *testing.T) {
	var f *tasks.Future[*bigValue]
	var returned weak.Pointer[bigValue]
	inRun(t, func(ctx context.Context) {
		begun := make(chan struct{})
		f = tasks.InExecutor(ctx, nil, func(ctx context.Context) (*bigValue, error) {
			close(begun)
			<-ctx.Done()
			big := &bigValue{}
			returned = weak.Make(big)
			return big, nil
		})
		<-begun
		require.True(t, f.Cancel())
	}) // waits for the thread
	require.True(t, isCollected(returned))
	runtime.KeepAlive(f)
}
