package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// failing answers 503 a number of times, and then well.
func failing(times int32, tries *atomic.Int32) transport {
	return func(r *http.Request) (*http.Response, error) {
		w := httptest.NewRecorder()
		if tries.Add(1) <= times {
			w.WriteHeader(http.StatusServiceUnavailable)
		} else {
			document("")(w, r)
		}
		return w.Result(), nil
	}
}

func TestAPassingFailureIsTriedAgain(t *testing.T) {
	var tries atomic.Int32
	code, out := checkVia(t, options{retries: 2, backoff: time.Second}, failing(2, &tries))
	require.Equal(t, exitGood, code, out)
	require.EqualValues(t, 3, tries.Load())
}

func TestRetriesEnd(t *testing.T) {
	var tries atomic.Int32
	code, out := checkVia(t, options{retries: 2, backoff: time.Second}, failing(9, &tries))
	require.Equal(t, exitBadInput, code)
	require.Contains(t, out, "503 Service Unavailable  TIME  (start)")
	require.EqualValues(t, 3, tries.Load())
}

func TestTheWaitBetweenRetriesDoubles(t *testing.T) {
	var tries atomic.Int32
	f := newFetcher(options{limit: supervise.NoLimit, retries: 3, backoff: 8 * time.Second})
	f.client.Transport = failing(3, &tries)
	waited, err := tasks.Run(t.Context(), func(ctx context.Context) (time.Duration, error) {
		began := tasks.LoopOf(ctx).Now()
		_, err := f.get(ctx, query{method: http.MethodGet, url: "http://site.test/"})
		return tasks.LoopOf(ctx).Now().Sub(began), err
	}, tasks.VirtualClock())
	require.NoError(t, err)
	// 8, 16 and 32 seconds, each between half of that and all.
	require.GreaterOrEqual(t, waited, 28*time.Second)
	require.LessOrEqual(t, waited, 56*time.Second+time.Millisecond)
}

func TestNoMoreRequestsAtATimeThanAllowed(t *testing.T) {
	var now, most atomic.Int32
	links := ""
	for i := range 30 {
		links += `<a href="/` + string(rune('A'+i)) + `">x</a>`
	}
	site := server(t, map[string]http.HandlerFunc{"/": document(links), "/{any}": func(w http.ResponseWriter, r *http.Request) {
		n := now.Add(1)
		defer now.Add(-1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		document(links)(w, r)
	}})
	code, out, _ := linkcheck(t, "-n", "3", site)
	require.Equal(t, exitGood, code, out)
	require.LessOrEqual(t, most.Load(), int32(3))
}
