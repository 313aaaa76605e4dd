// Package goexit lets a caller go on when a user's function does not return. runtime.Goexit, which
// t.FailNow calls, too, ends the goroutine: it runs only the deferred calls, and a recover does not
// see it. Any function of a user may call it, and so may the first step of an eager task, while
// somebody depends on what comes after.
package goexit

// Guard calls fn. If fn does not return, Guard calls gone, and then the Goexit, or the panic, goes
// on.
func Guard(fn, gone func()) {
	returned := false
	defer func() {
		if !returned {
			gone()
		}
	}()
	fn()
	returned = true
}

// Each calls fn with each of all. If a call does not return, the rest are made before the Goexit, or
// the panic, goes on.
func Each[T any](all []T, fn func(T)) {
	for i, one := range all {
		Guard(func() { fn(one) }, func() { Each(all[i+1:], fn) })
	}
}
