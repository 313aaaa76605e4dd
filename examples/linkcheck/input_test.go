package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// server serves paths with handlers; "/", which is that path only, is an HTML page
// that links to the others when it has no handler of its own.
func server(t *testing.T, handlers map[string]http.HandlerFunc) string {
	t.Helper()
	mux := http.NewServeMux()
	var index strings.Builder
	for path, h := range handlers {
		if path == "/" {
			path = "/{$}"
		}
		mux.HandleFunc(path, h)
		fmt.Fprintf(&index, "<a href=%q>x</a>", path)
	}
	if handlers["/"] == nil {
		mux.HandleFunc("/{$}", document(index.String()))
	}
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

func document(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(text))
	}
}

// silent answers nothing for as long as anybody listens.
func silent(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func TestAServerThatNeverAnswersIsGivenUpOn(t *testing.T) {
	code, out, _ := linkcheck(t, "-limit", "250ms", "-retries", "1", "-backoff", "1ms",
		server(t, map[string]http.HandlerFunc{"/silent": silent}))
	require.Equal(t, exitBroken, code)
	require.Contains(t, out, "no answer within TIME  TIME  /  /silent\n")
}

func TestAPageThatStopsHalfWayIsGivenUpOn(t *testing.T) {
	code, out, _ := linkcheck(t, "-limit", "250ms", "-retries", "0",
		server(t, map[string]http.HandlerFunc{"/half": func(w http.ResponseWriter, r *http.Request) {
			document("<a href=/>home</a>")(w, r)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}}))
	require.Equal(t, exitBroken, code)
	require.Contains(t, out, "no answer within TIME  TIME  /  /half\n")
}

func TestAConnectionClosedHalfWayIsReported(t *testing.T) {
	code, out, _ := linkcheck(t, "-retries", "1", "-backoff", "1ms",
		server(t, map[string]http.HandlerFunc{
			"/headless": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			"/short": func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Length", "1000")
				document("<p>not a thousand")(w, r)
			},
		}))
	require.Equal(t, exitBroken, code)
	require.Contains(t, out, "the server closed the connection half-way  TIME  /  /headless\n")
	require.Contains(t, out, "the server closed the connection half-way  TIME  /  /short\n")
}

func TestATooLargePageIsReadInPartAndNotBroken(t *testing.T) {
	code, out, _ := linkcheck(t,
		server(t, map[string]http.HandlerFunc{
			"/": document(`<a href="/large#early">x</a> <a href="/large#late">x</a>`),
			"/large": document(`<p id=early>` + strings.Repeat("0123456789", 1<<20) +
				`<p id=late> <a href="/gone">x</a>`),
		}))
	require.Equal(t, exitGood, code)
	require.Contains(t, out, "page is larger than 8 MB; the rest was not read  TIME  /large")
	require.Contains(t, out, "no such id in what was read  TIME  /  /large#late\n")
	require.NotContains(t, out, "#early")
	require.Contains(t, out, "Too large: 1 page.")
}

func TestARedirectLoopIsBroken(t *testing.T) {
	code, out, _ := linkcheck(t,
		server(t, map[string]http.HandlerFunc{
			"/a":    http.RedirectHandler("/b", http.StatusFound).ServeHTTP,
			"/b":    http.RedirectHandler("/a", http.StatusFound).ServeHTTP,
			"/self": http.RedirectHandler("/self", http.StatusFound).ServeHTTP,
		}))
	require.Equal(t, exitBroken, code)
	for _, path := range []string{"/a", "/b", "/self"} {
		require.Contains(t, out, "redirect loop  TIME  /  "+path+"\n")
	}
}

func TestEndlessRedirectsAreBroken(t *testing.T) {
	_, out, _ := linkcheck(t,
		server(t, map[string]http.HandlerFunc{
			"/": document(`<a href="/n/">x</a>`),
			"/n/": func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, r.URL.Path+"n", http.StatusFound)
			},
		}))
	require.Contains(t, out, "more than 10 redirects  TIME  /  /n/\n")
}

func TestAPageThatSendsItsReadersOnIsARedirect(t *testing.T) {
	code, out, _ := linkcheck(t, folder(t,
		"index.html", `<a href="old.html#x">x</a>`,
		"old.html", `<meta http-equiv="refresh" content="0; URL='new.html'">`,
		"new.html", `<p id="x">`,
	))
	require.Equal(t, exitGood, code, out)
}

func TestASiteThatMovedToAnotherHostIsCheckedThere(t *testing.T) {
	there := server(t, map[string]http.HandlerFunc{"/page": document(`<a href="/gone">x</a>`), "/gone": http.NotFound})
	here := server(t, map[string]http.HandlerFunc{"/": http.RedirectHandler(there, http.StatusFound).ServeHTTP})
	code, out, _ := linkcheck(t, here)
	require.Equal(t, exitBroken, code)
	require.Contains(t, out, "404 Not Found  TIME  "+there+"/ +1  "+there+"/gone\n")
}

func TestOtherHostsAreAskedWhenToldTo(t *testing.T) {
	there := server(t, map[string]http.HandlerFunc{
		"/good":   document(`<a href="/gone">not followed</a>`),
		"/gone":   http.NotFound,
		"/nohead": func(w http.ResponseWriter, r *http.Request) { onlyGet(w, r) },
	})
	here := server(t, map[string]http.HandlerFunc{"/": document(fmt.Sprintf(
		`<a href="%[1]s/good#any">x</a> <a href="%[1]s/nohead">x</a> <a href="%[1]s/missing">x</a>`, there))})
	code, out, _ := linkcheck(t, "-external", here)
	require.Equal(t, exitBroken, code)
	require.Contains(t, out, "LINK\n404 Not Found  TIME  /  "+there+"/missing\n\n")

	code, _, _ = linkcheck(t, here)
	require.Equal(t, exitGood, code)
}

func onlyGet(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// transport answers requests without a network.
type transport func(r *http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// checkVia checks http://site.test/ through a transport, on a virtual clock.
func checkVia(t *testing.T, o options, via transport) (code int, out string) {
	t.Helper()
	site, err := openSource(t.Context(), "http://site.test/")
	require.NoError(t, err)
	if o.concurrency == 0 {
		o = options{concurrency: 1, limit: supervise.NoLimit, size: 1 << 20, max: 100, retries: o.retries, backoff: o.backoff}
	}
	c := newCrawler(o, site, nil)
	c.fetch.client.Transport = via
	var b bytes.Buffer
	code, err = tasks.Run(t.Context(), func(ctx context.Context) (int, error) { return check(ctx, c, &b) },
		tasks.VirtualClock())
	require.NoError(t, err)
	return code, steady(b.String())
}

func TestAHostThatDoesNotExistIsReportedAndNotTriedAgain(t *testing.T) {
	var tries atomic.Int32
	code, out := checkVia(t, options{retries: 3}, func(*http.Request) (*http.Response, error) {
		tries.Add(1)
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Name: "site.test", IsNotFound: true}}
	})
	require.Equal(t, exitBadInput, code)
	require.Contains(t, out, "no such host: site.test  TIME  (start)  http://site.test/\n")
	require.EqualValues(t, 1, tries.Load())
}
