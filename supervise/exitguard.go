package supervise

// unlessExits calls fn, which calls a user's function. When that ends the goroutine (Goexit),
// fn does not return, and nobody would go on with what depends on it: then gone is called, and
// the Goexit goes on. A user's function is also the first step of an eager task.
func unlessExits(fn, gone func()) {
	returned := false
	defer func() {
		if !returned {
			gone()
		}
	}()
	fn()
	returned = true
}
