package main

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheMirrorAnswersForASourceThatDoesNot(t *testing.T) {
	site := server(t, map[string]http.HandlerFunc{"/": document(`<a href="/a.html">a</a>`), "/a.html": silent})
	code, out, _ := linkcheck(t, "-mirror", folder(t, "a.html", `<a href="/gone.html">x</a>`), site)
	require.Equal(t, exitBroken, code)
	require.Contains(t, out, "LINK\n404 Not Found  TIME  /a.html  /gone.html\n\n")
	require.Contains(t, out, "Answered by the mirror: 1 address.\n")
}

func TestTheMirrorAnswersForASourceThatFails(t *testing.T) {
	site := server(t, map[string]http.HandlerFunc{
		"/": document(`<a href="/b/">b</a>`),
		"/b/": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusServiceUnavailable)
		},
	})
	code, out, _ := linkcheck(t, "-retries", "0", "-mirror", folder(t, "x.html", "", "b/index.html", ""), site)
	require.Equal(t, exitGood, code, out)
}

func TestTheSourceCountsWhenTheMirrorIsNoBetter(t *testing.T) {
	site := server(t, map[string]http.HandlerFunc{
		"/a.html": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
	})
	code, out, _ := linkcheck(t, "-retries", "0", "-mirror", folder(t, "x.html", ""), site)
	require.Equal(t, exitBroken, code)
	require.Contains(t, out, "502 Bad Gateway  TIME  /  /a.html\n")
}

func TestTheMirrorsRedirectsAreTheSites(t *testing.T) {
	site := server(t, map[string]http.HandlerFunc{
		"/":   document(`<a href="/b">b</a>`),
		"/b":  silent,
		"/b/": document(""),
	})
	code, out, _ := linkcheck(t, "-mirror", folder(t, "x.html", "", "b/index.html", ""), site)
	require.Equal(t, exitGood, code, out)
	require.Contains(t, out, "2 pages with 1 link to 3 addresses")
}
