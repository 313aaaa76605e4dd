package main

import (
	"bytes"
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAnInterruptEndsWithAPartialReport(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	gone := make(chan struct{})
	site := server(t, map[string]http.HandlerFunc{
		"/": document(`<a href="/gone">x</a> <a href="/silent">x</a> <a href="/later">x</a>`),
		"/gone": func(w http.ResponseWriter, r *http.Request) {
			http.NotFound(w, r)
		},
		"/silent": func(_ http.ResponseWriter, r *http.Request) {
			interrupt() // the answer to /gone is in: one request at a time
			<-r.Context().Done()
			close(gone)
		},
	})
	var out bytes.Buffer
	code := run(ctx, []string{"-n", "1", site}, &out, &out)
	<-gone // the request was given up too
	text := steady(out.String())
	require.Equal(t, exitInterrupted, code)
	require.Contains(t, text, "404 Not Found  TIME  /  /gone\n")
	require.Contains(t, text, "Interrupted: 2 addresses not reached.\n")
}

func TestAnInterruptInARetriesWaitEndsIt(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	site := server(t, map[string]http.HandlerFunc{"/": func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusServiceUnavailable)
		interrupt()
	}})
	var out bytes.Buffer
	code := run(ctx, []string{"-backoff", "1h", site}, &out, &out)
	require.Equal(t, exitInterrupted, code)
}

func TestAnInterruptBeforeTheStartChecksNothing(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	var out bytes.Buffer
	code := run(ctx, nil, &out, &out)
	require.Equal(t, exitInterrupted, code)
}

// interrupting is a writer in whose Write the interrupt comes.
type interrupting struct {
	bytes.Buffer
	interrupt func()
}

func (w *interrupting) Write(b []byte) (int, error) {
	w.interrupt()
	return w.Buffer.Write(b)
}

func TestAnInterruptDoesNotCostTheReport(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	out := &interrupting{interrupt: interrupt}
	code := run(ctx, nil, out, out)
	require.Equal(t, exitBroken, code)
	require.Contains(t, out.String(), "Peak memory")
}
