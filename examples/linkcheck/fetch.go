package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// answer is what a server said about one URL.
type answer struct {
	status   int
	location string // where it redirects to, absolute; empty when it does not
	page     *page  // nil when it is no HTML or was not read
	html     bool
	cut      bool // there was more than the limit of size
	mirrored bool
	took     time.Duration
	err      error // why there is no answer
}

func (a answer) good() bool { return a.err == nil && a.status < 400 }

// passing reports whether another attempt may end better.
func (a answer) passing() bool {
	switch a.status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	var dns *net.DNSError
	return a.err != nil && !(errors.As(a.err, &dns) && dns.IsNotFound)
}

// fetcher asks servers, on threads.
type fetcher struct {
	client  *http.Client
	limit   time.Duration // for one request
	size    int64         // of a page
	retries int
	backoff time.Duration // before the first retry; doubles each time
}

func newFetcher(o options) *fetcher {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = o.concurrency
	return &fetcher{
		client: &http.Client{
			Transport: transport,
			// Each redirect is an answer, and its target a link of its own:
			// a page is then read once, however many redirects lead to it.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		limit:   o.limit,
		size:    o.size,
		retries: o.retries,
		backoff: o.backoff,
	}
}

// query is what to ask a server.
type query struct {
	method string
	url    string
	read   bool     // the page, when it is one
	as     *url.URL // what the page's links are relative to; nil for url
}

// get asks for a URL, again when that failed in a way that may pass. Its error is
// a cancellation; every other is the answer's.
func (f *fetcher) get(ctx context.Context, q query) (answer, error) {
	pause := f.backoff
	for left := f.retries; ; left-- {
		a, err := f.once(ctx, q)
		if err != nil || left <= 0 || !a.passing() {
			return a, err
		}
		// The half that is left to chance keeps many that failed together from
		// coming back together.
		if err := tasks.Sleep(ctx, pause/2+rand.N(pause/2+1)); err != nil {
			return a, err
		}
		pause *= 2
	}
}

// once is one attempt. The context of the request ends it when its time or the run is over; the run
// waits for the thread.
func (f *fetcher) once(ctx context.Context, q query) (answer, error) {
	began := time.Now()
	request := tasks.InExecutor(ctx, nil, func(ctx context.Context) (answer, error) { return f.ask(ctx, q) })
	a, err := supervise.WaitFor(ctx, request, f.limit)
	a.took = time.Since(began)
	switch {
	case tasks.IsCanceled(err):
		return a, err
	case errors.Is(err, tasks.ErrTimeout):
		err = fmt.Errorf("no answer within %v", f.limit)
	}
	a.err = err
	return a, nil
}

// buffers are for the pages that are being read. Threads take and return them: a task that gave up
// on its thread could not know when the buffer is free.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// ask does one request. It blocks: it runs on a thread.
func (f *fetcher) ask(ctx context.Context, q query) (a answer, err error) {
	request, err := http.NewRequestWithContext(ctx, q.method, q.url, nil)
	if err != nil {
		return a, err
	}
	request.Header.Set("User-Agent", "actorloom-linkcheck")
	response, err := f.client.Do(request)
	if err != nil {
		return a, err
	}
	defer response.Body.Close()
	a.status = response.StatusCode
	media, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	a.html = media == "text/html" || media == "application/xhtml+xml"
	switch {
	case a.status >= 300 && a.status < 400 && response.Header.Get("Location") != "":
		u, err := response.Location()
		if err != nil {
			return a, fmt.Errorf("it redirects to what is not a URL: %s", response.Header.Get("Location"))
		}
		u.Fragment, u.RawFragment = "", ""
		a.location = normal(u).String()
	case q.read && a.html && a.status < 300:
		return f.read(a, cmp.Or(q.as, request.URL), response.Body)
	}
	// Reading a short rest lets the connection be used again.
	if n := response.ContentLength; n > 0 && n <= 64<<10 {
		_, _ = io.Copy(io.Discard, response.Body)
	}
	return a, nil
}

func (f *fetcher) read(a answer, from *url.URL, body io.Reader) (answer, error) {
	buffer := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buffer)
	buffer.Reset()
	n, err := buffer.ReadFrom(io.LimitReader(body, f.size+1))
	if err != nil {
		return a, err
	}
	a.cut = n > f.size
	a.page = readPage(buffer.Bytes()[:min(n, f.size)], from)
	return a, nil
}

// inWords is an error of a request, for the report.
func inWords(err error) string {
	var dns *net.DNSError
	var failed *url.Error
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return "no such host: " + dns.Name
	case errors.As(err, &dns):
		return "the host's name was not resolved: " + dns.Err
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		return "the server closed the connection half-way"
	case errors.As(err, &failed):
		err = failed.Err
	}
	return strings.ReplaceAll(err.Error(), "\n", " ")
}
