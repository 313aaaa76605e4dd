// Package headerkey has the key under which a context carries the headers of a message, and the
// header that users do not set.
package headerkey

// Key is that key. Its value is a map[string]string.
type Key struct{}

// Chain is the header with the actors that wait for the answer of a request: see package
// supervise, which finds circles of requests by it.
const Chain = "actorloom-chain"
