package actor

// Supervisor is the one aggregating actor: gather, wait, shield, as_completed,
// task groups and a loop's shutdown are each a Supervisor with a [Policy]. It
// holds its children in the order in which they came; each is a watch on a
// Completion, and its Done goes to the policy.
//
//	child     entered by        left by
//	held      AdoptEnded        Receive (to ended), Release (to released)
//	watched   Adopt             Receive, of its Done (to ended); Release (to released);
//	                            Dropped, if the policy has ChildDropped (to ended)
//	ended     Receive, Dropped  never
//	released  Release           never; a Done that is on its way is ignored
//
// Once ChildDone or Release has returned, nobody may keep the Child: its memory is used
// again.
type Supervisor struct {
	policy      Policy
	plain       bool        // the policy is a PlainPolicy
	store       *childStore // of the loop; nil where there is none
	first, last *Child
	count       int // of all children ever added
	left        int // how many of them are held or watched
}

// Policy decides what a supervisor does about its children.
type Policy interface {
	// ChildDone is called on the loop once for each child that is not released
	// before, in the child's own turn after its end. A panic of it is reported on a background loop,
	// and otherwise leaves RunUntil.
	ChildDone(*Child)
}

// PlainPolicy is a Policy whose ChildDone does no more than to settle completions and
// wake waits: it calls no user's function, starts nothing and does not panic. So
// it may run on whatever goroutine has the loop, which spares switches.
type PlainPolicy interface {
	Policy
	// Plain does nothing; it only says so.
	Plain()
}

// DroppedPolicy is a Policy whose end somebody outside the loop waits for. If the loop closes
// before a child's turn, it calls ChildDropped in place of ChildDone.
type DroppedPolicy interface {
	Policy
	ChildDropped(*Child)
}

// Child is one child of a supervisor.
type Child struct {
	watch      Watch
	supervisor *Supervisor
	of         *Completion
	prev, next *Child
	index      int32
	over       bool // ended or released, and in no list
}

// Supervise prepares s for children on l; the caller must run on l. l may be nil, if the caller
// does not know it: then the children's memory is not used again.
func (s *Supervisor) Supervise(l *Loop, p Policy) {
	s.policy = p
	_, s.plain = p.(PlainPolicy)
	if l != nil {
		s.store = &l.children
	}
}

// NoLongerPlain says that ChildDone may call a user's function from now on, although the policy is a
// PlainPolicy. So it is left to the driver.
func (s *Supervisor) NoLongerPlain() { s.plain = false }

// AdoptEnded adds c, which has ended, as a child without watching it: the caller has to call
// Receive of that child.
func (s *Supervisor) AdoptEnded(c *Completion) *Child {
	child := s.store.take()
	child.supervisor, child.of, child.index, child.prev = s, c, int32(s.count), s.last
	if s.last == nil {
		s.first = child
	} else {
		s.last.next = child
	}
	s.last = child
	s.count++
	s.left++
	return child
}

// Adopt adds c as a child and watches it; when c has ended, ChildDone follows
// in the next pass. c must be of the loop on which s is: otherwise ChildDone would run on the
// other.
func (s *Supervisor) Adopt(c *Completion) *Child {
	child := s.AdoptEnded(c)
	c.watch(&child.watch, child)
	return child
}

// Has reports whether c, which has not ended, is a child of s. It looks at the latest watcher of c
// alone, and so is right only as long as nobody else has begun to watch c. It finds what is given
// twice, when many are adopted in one go.
func (s *Supervisor) Has(c *Completion) bool {
	if c.first == nil {
		return false
	}
	child, ok := c.first.prev.to.(*Child)
	return ok && child.supervisor == s
}

// First is the oldest child.
func (s *Supervisor) First() *Child { return s.first }

// Count is the number of children that were ever added.
func (s *Supervisor) Count() int { return s.count }

// Left is the number of children whose Done has not come yet.
func (s *Supervisor) Left() int { return s.left }

// Release stops watching the children that have not ended.
func (s *Supervisor) Release() {
	for child := s.first; child != nil; {
		next := child.next
		child.Release()
		child = next
	}
}

// Of returns what the child watches.
func (c *Child) Of() *Completion { return c.of }

// Index is the child's position among all that were added.
func (c *Child) Index() int { return int(c.index) }

// Next is the child after c, among those that are left. It is meaningless in c's own
// ChildDone, where c has left them.
func (c *Child) Next() *Child { return c.next }

// Release stops watching. A Done that is on its way is ignored. In its own ChildDone
// there is nothing left to stop.
func (c *Child) Release() {
	if c.over {
		return
	}
	s := c.leave()
	if c.watch.Stop() { // otherwise Receive is still to come
		s.store.giveBack(c)
	}
}

// leave takes the child out of its supervisor's list.
func (c *Child) leave() *Supervisor {
	s := c.supervisor
	c.over = true
	s.left--
	if c.prev == nil {
		s.first = c.next
	} else {
		c.prev.next = c.next
	}
	if c.next == nil {
		s.last = c.prev
	} else {
		c.next.prev = c.prev
	}
	return s
}

// Receive handles the child's Done, its last message.
func (c *Child) Receive(Message) {
	s := c.supervisor
	if !c.over {
		c.leave()
		s.policy.ChildDone(c)
	}
	s.store.giveBack(c)
}

// Dropped is called when the loop closes before the child's turn: see [DroppedPolicy].
func (c *Child) Dropped() {
	if p, ok := c.supervisor.policy.(DroppedPolicy); ok && !c.over {
		c.leave()
		p.ChildDropped(c)
	}
}
