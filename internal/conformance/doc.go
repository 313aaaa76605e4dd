// Package conformance plays scenarios: small concurrent programs in JSON. CPython's
// asyncio has run each of them too, under a script called the oracle. The traces of
// both, every visible event in order, must be equal. The player uses the public API only.
//
// A scenario is {"id", "coros": {"main": [statement…], …}}. A statement is an
// object whose "op" is a key of [ops] or [nestedOps]; a trace is a list of
// [time in ms, who, kind, …].
package conformance
