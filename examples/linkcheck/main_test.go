package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// linkcheck runs the program. What differs from run to run is cut out of its
// output: times, memory and the spaces that depend on them.
func linkcheck(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // nothing may hang
	defer cancel()
	var out, errs bytes.Buffer
	code = run(ctx, args, &out, &errs)
	require.NoError(t, ctx.Err(), "it hangs")
	return code, steady(out.String()), errs.String()
}

var (
	spaces = regexp.MustCompile(` {2,}`)
	times  = regexp.MustCompile(`\b[0-9.]+(µs|ms|s)\b`)
	memory = regexp.MustCompile(`memory: [0-9]+ [KM]B`)
)

func steady(s string) string {
	s = times.ReplaceAllString(spaces.ReplaceAllString(s, "  "), "TIME")
	return memory.ReplaceAllString(s, "memory: SOME")
}

// folder makes a site of files, given as name and content in turn.
func folder(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		name := filepath.Join(dir, filepath.FromSlash(files[i]))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(files[i+1]), 0o644))
	}
	return dir
}

func TestTheEmbeddedSiteHasTwoBrokenLinks(t *testing.T) {
	code, out, errs := linkcheck(t)
	require.Equal(t, `STATUS  TIME  PAGE  LINK
404 Not Found  TIME  /  /prices.html
no such id  TIME  /guide/  /guide/patterns.html#twill

the embedded site: 4 pages with 20 links to 10 addresses in TIME.
Broken: 2 links, in 2 places. Too large: 0 pages. Redirected: 2 addresses.
Not checked: 1 address on other hosts (-external checks them).
Peak memory: SOME.
`, out)
	require.Empty(t, errs)
	require.Equal(t, exitBroken, code)
}

func TestAllListsEveryLinkOfEveryPage(t *testing.T) {
	_, out, _ := linkcheck(t, "-all", folder(t,
		"index.html", `<a href="a.html#x">a</a> <a href="b">b</a> <a href="https://example.org/">e</a>`,
		"a.html", `<p id="x">`,
		"b/index.html", `<img src="/i.png">`,
		"i.png", "",
	))
	require.Contains(t, out, `STATUS  TIME  PAGE  LINK
200 OK  TIME  (start)  /
200 OK  TIME  /  /a.html#x
301, then 200  TIME  /  /b
not checked  TIME  /  https://example.org/
200 OK  TIME  /b/  /i.png
`)
}

func TestASiteWithoutBrokenLinksEndsWithZero(t *testing.T) {
	code, out, _ := linkcheck(t, folder(t, "index.html", `<a href="a.html">a</a>`, "a.html", ""))
	require.Equal(t, exitGood, code)
	require.Contains(t, out, "Broken: 0 links")
}

func TestABrokenLinkOnManyPagesIsOneLine(t *testing.T) {
	_, out, _ := linkcheck(t, folder(t,
		"index.html", `<a href="a.html">a</a> <a href="gone.html#x">g</a> <a href="gone.html#y">g</a>`,
		"a.html", `<a href="gone.html">g</a>`,
	))
	require.Contains(t, out, "404 Not Found  TIME  / +2  /gone.html\n\n")
	require.Contains(t, out, "Broken: 1 link, in 3 places.")
}

func TestAFolderWithoutAnIndexIsCheckedFromAllItsPages(t *testing.T) {
	code, out, _ := linkcheck(t, folder(t, "a b.html", "", "deep/c.html", `<a href="../a b.html">a</a>`))
	require.Equal(t, exitGood, code)
	require.Contains(t, out, ": 2 pages with 1 link to 2 addresses")
}

func TestAFolderThatAServerWouldNotListIsABrokenLink(t *testing.T) {
	_, out, _ := linkcheck(t, folder(t, "index.html", `<a href="sub/">s</a>`, "sub/a.html", ""))
	require.Contains(t, out, "404 Not Found  TIME  /  /sub/\n")
}

func TestMaxLimitsHowMuchIsChecked(t *testing.T) {
	code, out, _ := linkcheck(t, "-max", "2", folder(t,
		"index.html", `<a href="a.html">a</a> <a href="b.html">b</a> <a href="c.html">c</a>`, "a.html", ""))
	require.Equal(t, exitGood, code)
	require.Contains(t, out, "Not checked: 2 addresses after the first 2")
}

func TestWrongUseIsExplained(t *testing.T) {
	for _, c := range []struct {
		says string
		args []string
	}{
		{"no such folder", []string{"no/such/folder"}},
		{"is not a folder", []string{"main_test.go"}},
		{"there is no HTML page in it", []string{t.TempDir()}},
		{"only http and https can be checked", []string{"ftp://example.org/"}},
		{"names no host", []string{"http://"}},
		{"is not a URL", []string{"http://a b/"}},
		{"one folder or URL at a time", []string{"a", "b"}},
		{"out of its range", []string{"-n", "0"}},
		{"mirror: no/such/folder", []string{"-mirror", "no/such/folder"}},
		{"usage: linkcheck", []string{"-unknown"}},
	} {
		t.Run(c.says, func(t *testing.T) {
			code, out, errs := linkcheck(t, c.args...)
			require.Equal(t, exitBadInput, code)
			require.Empty(t, out)
			require.Contains(t, errs, c.says)
		})
	}
}
