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

// tmBig is what a thread may keep.
type tmBig struct{ _ [1 << 10]byte }

// tmCollected reports whether the collector finds that nobody keeps what p points to.
func tmCollected(p weak.Pointer[tmBig]) bool {
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
		var value weak.Pointer[tmBig]
		f, err := tasks.Go(ctx, func(ctx context.Context) (*tasks.Future[int], error) {
			big := &tmBig{}
			value = weak.Make(big)
			f := tasks.InExecutor(context.WithValue(ctx, key{}, big), nil, func(context.Context) (int, error) { return 1, nil })
			_, err := f.Await(ctx)
			return f, err
		}).Await(ctx)
		require.NoError(t, err)
		require.True(t, tmCollected(value))
		runtime.KeepAlive(f)
	})
}

func TestTheFutureOfACanceledThreadDoesNotKeepWhatItsFunctionReturnsThen(t *testing.T) {
	var f *tasks.Future[*tmBig]
	var returned weak.Pointer[tmBig]
	inRun(t, func(ctx context.Context) {
		begun := make(chan struct{})
		f = tasks.InExecutor(ctx, nil, func(ctx context.Context) (*tmBig, error) {
			close(begun)
			<-ctx.Done()
			big := &tmBig{}
			returned = weak.Make(big)
			return big, nil
		})
		<-begun
		require.True(t, f.Cancel())
	}) // waits for the thread
	require.True(t, tmCollected(returned))
	runtime.KeepAlive(f)
}
