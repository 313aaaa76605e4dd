package actor

import "github.com/actorloom/actorloom/internal/usererror"

// Who retrieves an error, so that it is not reported:
//
//	on the loop    Retrieve, which sets retrieved before the end, and readers.seen after it
//	on another     ReadElsewhere before the end, which leaves only a panic to be reported;
//	goroutine      RetrieveElsewhere; AwaitElsewhere, as long as it waits
//
// readers holds the readers of one completion's error for which no flag of the completion is set,
// since they may be on any goroutine. aside.mu guards it.
type readers struct {
	seen    bool     // somebody has seen it, or is going to
	waiting int      // how many goroutines wait for the end, and so will see it
	failure *failure // the error on record, as long as there is no reader
}

func (r *readers) any() bool { return r.seen || r.waiting > 0 }

// come calls read, which notes a reader, and takes the error off the record.
func (a *aside) come(read func(*readers)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	read(&a.readers)
	if one := a.readers.failure; one != nil {
		a.readers.failure = nil
		one.strike()
	}
}

// wasRetrieved reports whether somebody has seen the error since c has ended, or will see it.
func (c *Completion) wasRetrieved() bool {
	a := c.aside.Load()
	if a == nil {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.readers.any()
}

// Retrieve records that somebody has seen the error, if there is one, or will see to it. When c has
// ended, any goroutine may call it: a task may await what has ended on another loop.
func (c *Completion) Retrieve() {
	if !c.Finished() {
		c.retrieved = true
		return
	}
	if c.state.Load() == failed {
		c.RetrieveElsewhere()
	}
}

// RetrieveUnlessPanic is Retrieve where asyncio counts an error as retrieved that nobody has seen,
// as at a Cancel that comes after the end. A panic is still reported, also one that is wrapped, as
// by a group.
func (c *Completion) RetrieveUnlessPanic() {
	if _, panicked := usererror.As[*PanicError](c.Err()); !panicked {
		c.Retrieve()
	}
}

// RetrieveElsewhere records that another goroutine has seen the error, or is going to.
func (c *Completion) RetrieveElsewhere() {
	c.more().come(func(r *readers) { r.seen = true })
}

// AwaitElsewhere is RetrieveElsewhere for a goroutine that waits for the end. It counts until
// LeaveElsewhere is called.
func (c *Completion) AwaitElsewhere() {
	c.more().come(func(r *readers) { r.waiting++ })
}

// LeaveElsewhere takes one AwaitElsewhere back: that goroutine no longer waits for the end. When
// none waits any more, the error counts as not retrieved.
func (c *Completion) LeaveElsewhere() {
	c.more().come(func(r *readers) { r.waiting-- })
}

// ReadElsewhere says, before c ends, that other goroutines than the loop's read c's error. An error
// that they drop is not reported. A panic is, unless RetrieveElsewhere says that somebody has seen
// it.
func (c *Completion) ReadElsewhere() { c.retrieved, c.elsewhere = true, true }

// RetrieveRefusal is RetrieveElsewhere if c was refused, and does nothing otherwise. Whoever asked
// for c has been told in another way that it cannot be made.
func (c *Completion) RetrieveRefusal() {
	if c.refused {
		c.RetrieveElsewhere()
	}
}
