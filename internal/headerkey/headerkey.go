// Package headerkey has the key under which a context carries the headers of a message.
package headerkey

// Key is that key. Its value is a map[string]string.
type Key struct{}
