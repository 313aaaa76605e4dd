package supervise

// startOr calls start, which starts a task. When an eager body ends the goroutine in its first
// step (Goexit), start does not return, and nobody else learns of the task's end: then gone is
// called, and the Goexit goes on.
func startOr(gone, start func()) {
	returned := false
	defer func() {
		if !returned {
			gone()
		}
	}()
	start()
	returned = true
}
