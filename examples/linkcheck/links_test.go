package main

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

func read(t testing.TB, text string) *page {
	base, err := url.Parse("http://site.test/dir/page.html?q")
	require.NoError(t, err)
	return readPage([]byte(text), base)
}

func TestLinksAreFoundAndMadeAbsolute(t *testing.T) {
	for _, c := range []struct{ name, text, to string }{
		{"relative", `<a href="x.html">`, "http://site.test/dir/x.html"},
		{"single quotes", `<A HREF='../x'>`, "http://site.test/x"},
		{"no quotes", `<a href=/x>`, "http://site.test/x"},
		{"spaces around", "<a\n href = \" x\n\" >", "http://site.test/dir/x"},
		{"a line break inside", "<a href='/a\n\tb'>", "http://site.test/ab"},
		{"another host", `<a href="//B.test:80">`, "http://b.test/"},
		{"query only", `<a href="?r">`, "http://site.test/dir/page.html?r"},
		{"the page itself", `<a href="">`, "http://site.test/dir/page.html?q"},
		{"entities", `<a href="x?a=1&amp;b=2&#38;c">`, "http://site.test/dir/x?a=1&b=2&c"},
		{"no entity", `<a href="x?a=1&copy=2">`, "http://site.test/dir/x?a=1&copy=2"},
		{"self-closing", `<img src="x.png"/>`, "http://site.test/dir/x.png"},
		{"a > in quotes", `<a title=">" href=x>`, "http://site.test/dir/x"},
		{"after junk", `< <<> </> <1> &lt; <a href=x>`, "http://site.test/dir/x"},
		{"after comments", `<!--><a href=x><!-- > <a href=y> --!><!-- <a href=z>`, "http://site.test/dir/x"},
		{"after a script", `<script>if (a</b/) "<a href=y>"</script ><a href=x>`, "http://site.test/dir/x"},
		{"after a title", `<title></titles><a href=y></TITLE><a href=x>`, "http://site.test/dir/x"},
		{"with a base", `<base href="/b/"><a href=x>`, "http://site.test/b/x"},
		{"never closed", `<a href="x`, "http://site.test/dir/x"},
		{"srcset", `<img srcset="x 2x, x 3x">`, "http://site.test/dir/x"},
		{"refresh", `<meta content="9;url=x" http-equiv="Refresh">`, "http://site.test/dir/x"},
		{"a fragment", `<a href="x#y?z">`, "http://site.test/dir/x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := read(t, c.text)
			require.Len(t, p.links, 1)
			require.Equal(t, c.to, p.links[0].to)
			require.Empty(t, p.links[0].bad)
		})
	}
}

func TestWhatCannotBeCheckedIsNoLink(t *testing.T) {
	p := read(t, `<a href="mailto:a@b.test"><a href="JavaScript:x()"><img src="data:,x"><a name=x>
		<link rel="preconnect" href="//b.test"><!-- <a href=x> --><textarea><a href=x></textarea><style><a href=x>`)
	require.Empty(t, p.links)
}

func TestWhatIsNoURLIsABadLink(t *testing.T) {
	for _, href := range []string{"http://[::1", "http://a b/", "http://", "%zz"} {
		p := read(t, `<a href="`+href+`">`)
		require.Len(t, p.links, 1)
		require.Equal(t, link{to: href, bad: "not a URL"}, p.links[0])
	}
}

func TestFragmentsLeadToIDs(t *testing.T) {
	p := read(t, `<h1 id="plain"><p id='café'><a name="old"><p ID=a%20b><i id=3><i id=7><i id="x&amp;y">`)
	for _, there := range []string{"plain", "café", "caf%C3%A9", "old", "a%20b", "3-7", "x&y"} {
		require.True(t, p.ids.answer(there), there)
	}
	for _, not := range []string{"Plain", "3-8", "a b", "%zz", ""} {
		require.False(t, p.ids.answer(not), not)
	}
}

func TestTheSameLinkOfAPageIsCheckedOnceAndCountedTwice(t *testing.T) {
	p := read(t, `<a href=x><a href=x>`)
	require.Len(t, p.links, 1)
	require.Equal(t, 2, p.count)
}

func FuzzAnyTextIsAPage(f *testing.F) {
	for _, seed := range []string{
		"", "<", "<a href", "<a href=", `<a href="`, "<!--", "<!---", "<script>", "</", "<a/b=c/>",
		"<plaintext><a href=x>", "<a ==x>", "<a href=&#x;>", "<meta http-equiv=refresh content=0;url=>",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { read(t, text) })
}
