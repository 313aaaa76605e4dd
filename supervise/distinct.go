package supervise

import "github.com/actorloom/actorloom/actor"

// distinct finds items that were given twice. Its user adopts each new item before it adds the
// next, so that an item is known by its latest watcher: see [actor.Supervisor.Has]. That does not
// work for items that have ended, which nobody watches, nor when shared is set. Such items are
// compared one by one while they are few, and looked up in a map after that.
type distinct struct {
	of     *actor.Supervisor
	shared bool // somebody else may watch an item before the next is added
	few    []*actor.Completion
	many   map[*actor.Completion]struct{}
}

const fewItems = 8

// add reports whether c is new.
func (d *distinct) add(c *actor.Completion) bool {
	if !c.Finished() && !d.shared {
		return !d.of.Has(c)
	}
	if d.many != nil {
		_, had := d.many[c]
		d.many[c] = struct{}{}
		return !had
	}
	for _, have := range d.few {
		if have == c {
			return false
		}
	}
	d.few = append(d.few, c)
	if len(d.few) > fewItems {
		d.many = make(map[*actor.Completion]struct{}, 2*fewItems)
		for _, have := range d.few {
			d.many[have] = struct{}{}
		}
	}
	return true
}
