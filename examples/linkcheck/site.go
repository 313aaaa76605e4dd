package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// embedded is a small site with two broken links on purpose, one to a page that is
// not there and one to an id that its page lacks, and with a link that is redirected.
//
//go:embed site
var embedded embed.FS

// source is a site to check or to race against: where it is, and the server if this program serves
// it.
type source struct {
	root   string   // the URL of the folder that all is in, with its slash
	starts []string // the URLs to begin at
	name   string   // for the report
	server *http.Server
	served chan struct{} // closed when the server has ended
}

// openSource finds out what an argument means: nothing is the embedded site, an
// http or https URL is itself, anything else is a folder.
func openSource(ctx context.Context, arg string) (*source, error) {
	switch scheme, _, isURL := strings.Cut(arg, "://"); {
	case arg == "":
		site, err := fs.Sub(embedded, "site")
		if err != nil {
			return nil, err
		}
		return serve(ctx, site, "the embedded site")
	case isURL && (scheme == "http" || scheme == "https"):
		u, err := url.Parse(arg)
		if err != nil {
			return nil, fmt.Errorf("%s is not a URL: %w", arg, errors.Unwrap(err))
		}
		if u.Host == "" {
			return nil, fmt.Errorf("%s names no host", arg)
		}
		u.Fragment, u.RawFragment = "", ""
		start := normal(u).String()
		return &source{root: u.ResolveReference(&url.URL{Path: "."}).String(), starts: []string{start}, name: arg}, nil
	case isURL:
		return nil, fmt.Errorf("%s: only http and https can be checked", arg)
	}
	info, err := os.Stat(arg)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no such folder (a URL begins with http:// or https://)", arg)
	}
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s is not a folder", arg)
	}
	return serve(ctx, os.DirFS(arg), arg)
}

// serve serves a folder on a free port of the loopback interface.
func serve(ctx context.Context, site fs.FS, name string) (*source, error) {
	starts, err := startPages(ctx, site)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &source{
		root:   "http://" + listener.Addr().String() + "/",
		name:   name,
		server: &http.Server{Handler: http.FileServerFS(indexed{site}), ErrorLog: log.New(io.Discard, "", 0)},
		served: make(chan struct{}),
	}
	for _, start := range starts {
		s.starts = append(s.starts, s.root+start)
	}
	go func() {
		defer close(s.served)
		_ = s.server.Serve(listener) // its only end is close
	}()
	return s, nil
}

// close ends the server, if there is one, and waits for its end. It may be called
// twice.
func (s *source) close() {
	if s != nil && s.server != nil {
		_ = s.server.Close()
		<-s.served
	}
}

// startPages returns the root when it has an index, and otherwise every page anywhere in the
// folder.
func startPages(ctx context.Context, site fs.FS) ([]string, error) {
	if _, err := fs.Stat(site, "index.html"); err == nil {
		return []string{""}, nil
	}
	var pages []string
	err := fs.WalkDir(site, ".", func(path string, e fs.DirEntry, err error) error {
		switch ext := filepath.Ext(path); {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil && path == ".":
			return err
		case err == nil && !e.IsDir() && (ext == ".html" || ext == ".htm"):
			pages = append(pages, (&url.URL{Path: path}).EscapedPath())
		}
		return nil // a folder that cannot be read has no pages
	})
	if err == nil && len(pages) == 0 {
		err = errors.New("there is no HTML page in it")
	}
	return pages, err
}

// indexed hides folders without an index. Go's file server would list them, but most servers of
// static sites answer 404: a link that works only here is broken.
type indexed struct{ fs.FS }

func (x indexed) Open(name string) (fs.File, error) {
	f, err := x.FS.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		_, err = fs.Stat(x.FS, strings.TrimPrefix(name+"/index.html", "./"))
	}
	if err != nil {
		_ = f.Close()
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return f, nil
}
