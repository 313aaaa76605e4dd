// Command smallest starts a goroutine and waits for it.
package main

func main() {
	done := make(chan struct{})
	go close(done)
	<-done
}
