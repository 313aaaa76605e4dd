package main

import (
	"bytes"
	"html"
	"strings"
)

// tags reads the start tags of an HTML document. It is as tolerant as browsers are: whatever is no
// tag is text, and what is never closed ends with the document. It knows what can hide a tag
// (comments, scripts, styles, quotes), but not how elements nest, which does not matter for links.
type tags struct {
	text []byte
	at   int
}

// tag is a start tag. Its attributes are read one at a time, by attr.
type tag struct {
	name string
	t    *tags
}

// next is the next start tag.
func (t *tags) next() (tag, bool) {
	for {
		i := bytes.IndexByte(t.text[t.at:], '<')
		if i < 0 || t.at+i+1 >= len(t.text) {
			t.at = len(t.text)
			return tag{}, false
		}
		t.at += i + 1
		switch c := t.text[t.at]; {
		case isLetter(c):
			start := t.at
			for t.at < len(t.text) && !isSpace(t.text[t.at]) && t.text[t.at] != '>' && t.text[t.at] != '/' {
				t.at++
			}
			return tag{lower(t.text[start:t.at]), t}, true
		case c == '!' && bytes.HasPrefix(t.text[t.at:], []byte("!--")):
			t.skipComment()
		case c == '!' || c == '?' || c == '/':
			t.skipPast(">")
		}
	}
}

// skipComment skips a comment. Its end may share the dashes of its beginning: <!--> is a whole
// comment.
func (t *tags) skipComment() {
	t.at += len("!--")
	rest := t.text[t.at:]
	if bytes.HasPrefix(rest, []byte(">")) || bytes.HasPrefix(rest, []byte("->")) {
		t.skipPast(">")
		return
	}
	plain := bytes.Index(rest, []byte("-->"))
	if plain < 0 {
		plain = len(rest)
	}
	if odd := bytes.Index(rest[:plain], []byte("--!>")); odd >= 0 {
		plain = odd
	}
	t.at = min(len(t.text), t.at+plain+len("--"))
	t.skipPast(">")
}

func (t *tags) skipPast(what string) {
	i := bytes.Index(t.text[t.at:], []byte(what))
	if i < 0 {
		t.at = len(t.text)
		return
	}
	t.at += i + len(what)
}

// attr returns the tag's next attribute, with the entities in its value replaced. After the last
// one it skips the end of the tag, and the element's content where that is not markup.
func (g tag) attr() (name string, value []byte, ok bool) {
	t := g.t
	for t.at < len(t.text) && (isSpace(t.text[t.at]) || t.text[t.at] == '/') {
		t.at++
	}
	if t.at >= len(t.text) {
		return "", nil, false
	}
	if t.text[t.at] == '>' {
		t.at++
		g.skipRawText()
		return "", nil, false
	}
	start := t.at
	t.at++ // a name may begin with any character, even =
	for t.at < len(t.text) && !isSpace(t.text[t.at]) && !endsName(t.text[t.at]) {
		t.at++
	}
	name = lower(t.text[start:t.at])
	i := t.at
	for i < len(t.text) && isSpace(t.text[i]) {
		i++
	}
	if i >= len(t.text) || t.text[i] != '=' {
		return name, nil, true
	}
	for i++; i < len(t.text) && isSpace(t.text[i]); i++ {
	}
	return name, unescape(t.value(i)), true
}

// value is the attribute's value that begins at i.
func (t *tags) value(i int) []byte {
	t.at = i
	if i >= len(t.text) {
		return nil
	}
	if q := t.text[i]; q == '"' || q == '\'' {
		end := bytes.IndexByte(t.text[i+1:], q)
		if end < 0 {
			t.at = len(t.text)
			return t.text[i+1:]
		}
		t.at = i + 1 + end + 1
		return t.text[i+1 : i+1+end]
	}
	for t.at < len(t.text) && !isSpace(t.text[t.at]) && t.text[t.at] != '>' {
		t.at++
	}
	return t.text[i:t.at]
}

// skipRawText skips the content of elements in which tags are text.
func (g tag) skipRawText() {
	switch g.name {
	case "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes":
	case "plaintext":
		g.t.at = len(g.t.text)
		return
	default:
		return
	}
	t := g.t
	for {
		t.skipPast("</")
		end := t.at + len(g.name)
		if t.at >= len(t.text) || end > len(t.text) {
			t.at = len(t.text)
			return
		}
		if strings.EqualFold(string(t.text[t.at:end]), g.name) &&
			(end == len(t.text) || isSpace(t.text[end]) || t.text[end] == '>' || t.text[end] == '/') {
			t.skipPast(">")
			return
		}
	}
}

// unescape replaces entities. An entity without a semicolon stays as it is: in "?a=1&copy=2"
// browsers, too, take it for a parameter.
func unescape(v []byte) []byte {
	if bytes.IndexByte(v, '&') < 0 {
		return v
	}
	var out []byte
	for len(v) > 0 {
		amp := bytes.IndexByte(v, '&')
		if amp < 0 {
			break
		}
		end := amp + 1
		for end < len(v) && (isLetter(v[end]) || v[end] >= '0' && v[end] <= '9' || v[end] == '#') {
			end++
		}
		out = append(out, v[:amp]...)
		if end < len(v) && v[end] == ';' {
			end++
			out = append(out, html.UnescapeString(string(v[amp:end]))...)
		} else {
			out = append(out, v[amp:end]...)
		}
		v = v[end:]
	}
	return append(out, v...)
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'
}

func endsName(c byte) bool { return c == '=' || c == '>' || c == '/' }

func isLetter(c byte) bool { c |= 0x20; return 'a' <= c && c <= 'z' }

// lower returns a name in lower case. The most frequent names are not allocated.
func lower(b []byte) string {
	switch string(b) {
	case "a":
		return "a"
	case "href":
		return "href"
	case "id":
		return "id"
	case "class":
		return "class"
	case "span":
		return "span"
	case "div":
		return "div"
	case "code":
		return "code"
	case "li":
		return "li"
	case "p":
		return "p"
	case "td":
		return "td"
	}
	return strings.ToLower(string(b))
}
