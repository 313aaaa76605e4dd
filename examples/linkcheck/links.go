package main

import (
	"bytes"
	"hash/maphash"
	"net"
	"net/url"
	"slices"
	"strings"
)

// page is what an HTML document has to say: what it links to, and what in it can be
// linked to.
type page struct {
	links []link
	count int // of links, those that occur twice counted twice
	ids   ids
	moved string // the address that it sends its readers to at once
}

// link is a link of a page, made absolute.
type link struct {
	to       string // without the fragment; what was written when bad
	fragment string // as it was written
	asset    bool   // an image, a script, a style: not likely to be a page
	bad      string
}

// ids are the ids of a page, as sorted hashes: a site can have tens of millions of
// ids, and all that is ever asked is whether one of them is there.
type ids []uint64

var idSeed = maphash.MakeSeed()

func (s ids) has(id string) bool {
	_, found := slices.BinarySearch(s, maphash.String(idSeed, id))
	return found
}

// answer reports whether a fragment leads somewhere. As in browsers, it may be an id itself or one
// in percent-encoding. A range of lines (12-34 or L12-L34) leads somewhere when the ids of both
// ends are there: the scripts of source code viewers understand it.
func (s ids) answer(fragment string) bool {
	if s.has(fragment) {
		return true
	}
	if plain, err := url.PathUnescape(fragment); err == nil && s.has(plain) {
		return true
	}
	from, to, ok := strings.Cut(fragment, "-")
	return ok && isLine(from) && isLine(to) && s.has(from) && s.has(to)
}

func isLine(s string) bool {
	s = strings.TrimPrefix(s, "L")
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// linkAttrs are the attributes that link, for each element; assets get a HEAD
// request instead of a GET.
var linkAttrs = map[string]map[string]struct{ asset bool }{
	"a":      {"href": {false}},
	"area":   {"href": {false}},
	"iframe": {"src": {false}},
	"frame":  {"src": {false}},
	"link":   {"href": {true}},
	"img":    {"src": {true}, "srcset": {true}},
	"script": {"src": {true}},
	"source": {"src": {true}, "srcset": {true}},
	"video":  {"src": {true}, "poster": {true}},
	"audio":  {"src": {true}},
	"track":  {"src": {true}},
	"embed":  {"src": {true}},
	"object": {"data": {true}},
	"input":  {"src": {true}},
}

// readPage reads a document that came from base.
func readPage(text []byte, base *url.URL) *page {
	r := &reader{page: &page{}, self: base, base: base, seen: map[string]struct{}{}}
	t := &tags{text: text}
	for g, ok := t.next(); ok; g, ok = t.next() {
		r.element(g)
	}
	slices.Sort(r.page.ids)
	r.page.ids = slices.Clip(slices.Compact(r.page.ids))
	return r.page
}

type reader struct {
	page *page
	self *url.URL // the document
	base *url.URL // what its links are relative to
	seen map[string]struct{}
}

func (r *reader) element(g tag) {
	attrs := linkAttrs[g.name]
	var rel, equiv, content string
	var links []byte
	for name, value, ok := g.attr(); ok; name, value, ok = g.attr() {
		if kind, ok := attrs[name]; ok {
			switch {
			case name == "srcset":
				for one := range bytes.SplitSeq(value, []byte(", ")) {
					r.link(firstWord(one), true)
				}
			case g.name == "link":
				links = value
			default:
				r.link(value, kind.asset)
			}
		}
		switch {
		case name == "id", name == "name" && g.name == "a":
			r.page.ids = append(r.page.ids, maphash.Bytes(idSeed, value))
		case name == "rel":
			rel = strings.ToLower(string(value))
		case g.name == "base" && name == "href":
			if u, err := r.self.Parse(clean(value)); err == nil {
				r.base = u
			}
		case g.name == "meta" && name == "http-equiv":
			equiv = strings.ToLower(string(value))
		case g.name == "meta" && name == "content":
			content = string(value)
		}
	}
	// A preconnect or a dns-prefetch names a host, not something that is there.
	if links != nil && !strings.Contains(rel, "preconnect") && !strings.Contains(rel, "dns-prefetch") {
		r.link(links, true)
	}
	if equiv == "refresh" {
		r.refresh(content)
	}
}

// refresh reads "5; url=address". With a delay of 0, this is how static sites redirect.
func (r *reader) refresh(content string) {
	i := strings.Index(strings.ToLower(content), "url=")
	if i < 0 {
		return
	}
	before := len(r.page.links)
	r.link([]byte(strings.Trim(content[i+len("url="):], `'" `)), false)
	if strings.HasPrefix(strings.TrimSpace(content), "0") && len(r.page.links) > before && r.page.links[before].bad == "" {
		r.page.moved = r.page.links[before].to
	}
}

// link records one link, unless it is of a kind that cannot be checked.
func (r *reader) link(raw []byte, asset bool) {
	r.page.count++
	if _, again := r.seen[string(raw)]; again {
		return
	}
	href := clean(raw)
	r.seen[string(raw)] = struct{}{}
	if scheme, _, ok := strings.Cut(href, ":"); ok && isScheme(scheme) {
		if s := strings.ToLower(scheme); s != "http" && s != "https" {
			r.page.count--
			return
		}
	}
	address, fragment, _ := strings.Cut(href, "#")
	u, err := r.base.Parse(address)
	if err != nil || u.Host == "" {
		r.page.links = append(r.page.links, link{to: href, bad: "not a URL"})
		return
	}
	u.Fragment, u.RawFragment = "", ""            // of the base
	fragment, _, _ = strings.Cut(fragment, ":~:") // what follows is a text to highlight
	r.page.links = append(r.page.links, link{to: normal(u).String(), fragment: fragment, asset: asset})
}

// normal brings all URLs that mean the same into one form.
func normal(u *url.URL) *url.URL {
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if host, port, err := net.SplitHostPort(u.Host); err == nil {
		if u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443" {
			u.Host = host
		}
	}
	if u.Path == "" {
		u.Path = "/"
	}
	return u
}

// clean removes from an address what browsers ignore.
func clean(raw []byte) string {
	raw = bytes.TrimFunc(raw, func(r rune) bool { return r <= ' ' })
	if bytes.ContainsAny(raw, "\n\r\t") {
		raw = bytes.Map(func(r rune) rune {
			if r == '\n' || r == '\r' || r == '\t' {
				return -1
			}
			return r
		}, raw)
	}
	return string(raw)
}

func firstWord(b []byte) []byte {
	if words := bytes.Fields(b); len(words) > 0 {
		return words[0]
	}
	return nil
}

// isScheme tells mailto:x from a/b:c and from #x:y.
func isScheme(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !isLetter(c) && (i == 0 || (c < '0' || c > '9') && c != '+' && c != '-' && c != '.') {
			return false
		}
	}
	return s != ""
}
