package actor

// Watch is a receiver's interest in the end of a Completion. It lies inside the
// receiver: the list of watchers costs no memory of its own.
type Watch struct {
	to         Receiver
	of         *Completion // nil when it is in no list
	prev, next *Watch      // prev of the first is the last
}

// Watch adds w, for to, at the end of the watchers. When c has ended already, the Done is posted at
// once. A Watch is of one completion: if w still waits for another, it stops watching that.
func (c *Completion) Watch(w *Watch, to Receiver) {
	w.Stop()
	c.watch(w, to)
}

// watch is Watch for a w that is in no list.
func (c *Completion) watch(w *Watch, to Receiver) {
	w.to = to
	if c.Finished() {
		c.loop.post(to, Done{c})
		return
	}
	w.of, w.next = c, nil
	if c.first == nil {
		c.first, w.prev = w, w
		return
	}
	last := c.first.prev
	last.next, w.prev, c.first.prev = w, last, w
}

// Stop takes the watch back. It reports false when Done was posted already, or
// it was stopped before.
func (w *Watch) Stop() bool {
	c := w.of
	if c == nil {
		return false
	}
	switch {
	case w == c.first:
		c.first = w.next
		if w.next != nil {
			w.next.prev = w.prev
		}
	case w.next == nil:
		w.prev.next, c.first.prev = nil, w.prev
	default:
		w.prev.next, w.next.prev = w.next, w.prev
	}
	w.of, w.prev, w.next = nil, nil, nil
	return true
}

// OnDone makes the loop call fn when c has ended, or in its next pass if c has ended already. If c
// has ended and the loop has closed, OnDone calls fn itself. Stop of the watch that it returns
// takes it back. A loop that closes before fn's turn does not call fn. A nil fn is reported. OnDone
// never suspends. asyncio: Future.add_done_callback, which fails when the loop has closed.
func (c *Completion) OnDone(fn func()) *Watch {
	n := &notice{loop: c.loop, fn: c.loop.given("OnDone", fn)}
	c.notify(n, n)
	return &n.Watch
}

// OnEnd is OnDone for a caller that must learn of the end in any case: a loop that closes before
// fn's turn calls fn anyway, even for a task that it had to unwind. If c is a future that is still
// pending then, fn is never called. A nil fn is reported. OnEnd never suspends.
func (c *Completion) OnEnd(fn func()) *Watch {
	n := &lastNotice{notice{loop: c.loop, fn: c.loop.given("OnEnd", fn)}}
	c.notify(&n.notice, n)
	return &n.Watch
}

func (c *Completion) notify(n *notice, to Receiver) {
	if c.Finished() && c.loop.Closed() {
		n.Receive(Done{c})
		return
	}
	c.Watch(&n.Watch, to)
}

// notice is the receiver that OnDone makes. Unlike a lastNotice it is not told when the
// loop closes first.
type notice struct {
	Watch
	loop *Loop
	fn   func()
}

func (n *notice) Receive(Message) {
	defer n.loop.recoverPanic(callbackPanicked)
	n.fn()
}

// lastNotice is the receiver that OnEnd makes.
type lastNotice struct{ notice }

// Dropped is called when the loop closes first.
func (n *lastNotice) Dropped() { n.Receive(nil) }
