// Package goexit goes on where a user's function does not return. runtime.Goexit, which
// t.FailNow calls, too, ends the goroutine: it runs the deferred calls alone, and a recover does not
// see it. Any function of a user may call it, so may the first step of an eager task, and somebody
// may depend on what comes after.
package goexit

// Guard calls fn. When that does not return, it calls gone, and the Goexit, or the panic, goes on.
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
