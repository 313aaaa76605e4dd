package tasks

import "github.com/actorloom/actorloom/actor"

// parcel is what passes between a waiting task and its counterpart. A task that selects has one in
// the queue of each of its cases, all with the same wait. Nobody outside the channel ever holds a
// parcel, so parcels are reused.
//
//	state    entered by       left by
//	spare    leave            enter (to waiting)
//	waiting  enter            its counterpart (to done); Close (to refused); leave (to spare)
//	done     its counterpart  leave (to spare)
//	refused  Close            leave (to spare)
//
// Whoever wakes the wait has its task, so of several parcels with one wait only one becomes done or
// refused.
type parcel[T any] struct {
	item       T
	state      parcelState
	wait       *actor.Wait
	queue      *parcels[T] // nil when it stands in none
	prev, next *parcel[T]
}

type parcelState uint8

const (
	parcelWaiting parcelState = iota // or spare
	parcelDone                       // the item was taken, or has come
	parcelRefused                    // the channel was closed
)

// parcels is a first-in first-out queue.
type parcels[T any] struct {
	first, last *parcel[T]
	n           int
}

func (q *parcels[T]) push(p *parcel[T]) {
	p.queue, p.prev = q, q.last
	if q.last == nil {
		q.first = p
	} else {
		q.last.next = p
	}
	q.last = p
	q.n++
}

func (q *parcels[T]) remove(p *parcel[T]) {
	if p.prev == nil {
		q.first = p.next
	} else {
		p.prev.next = p.next
	}
	if p.next == nil {
		q.last = p.prev
	} else {
		p.next.prev = p.prev
	}
	p.queue, p.prev, p.next = nil, nil, nil
	q.n--
}

// wake wakes the first task that still waits, and returns its parcel, nil when none waits.
func (q *parcels[T]) wake() *parcel[T] {
	for p := q.first; p != nil; p = q.first {
		q.remove(p)
		if p.wait.Wake() {
			return p
		}
	}
	return nil
}

// any reports whether a task still waits.
func (q *parcels[T]) any() bool {
	for p := q.first; p != nil; p = q.first {
		if p.wait.Pending() {
			return true
		}
		q.remove(p)
	}
	return false
}

// spareParcels is how many parcels a channel keeps.
const spareParcels = 64

// enter puts a task that is about to wait into q, which is one of c's.
func (c *Chan[T]) enter(q *parcels[T], w *actor.Wait, v T) *parcel[T] {
	var p *parcel[T]
	if n := len(c.spare); n > 0 {
		p, c.spare = c.spare[n-1], c.spare[:n-1]
	} else {
		p = &parcel[T]{}
	}
	p.item, p.wait = v, w
	q.push(p)
	return p
}

// leave is the end of the wait.
func (c *Chan[T]) leave(p *parcel[T]) {
	if p.queue != nil {
		p.queue.remove(p)
	}
	*p = parcel[T]{}
	if len(c.spare) < spareParcels {
		c.spare = append(c.spare, p)
	}
}
