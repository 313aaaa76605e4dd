package actor

// bag holds values in no order. Each knows its place, so that taking one out takes constant time.
type bag[T placed] struct{ all []T }

// placed is what a bag holds. place points to where the value notes its place in the bag.
type placed interface {
	comparable
	place() *int
}

func (b *bag[T]) add(v T) {
	*v.place() = len(b.all)
	b.all = append(b.all, v)
}

// has reports whether v is in the bag.
func (b *bag[T]) has(v T) bool {
	i := *v.place()
	return i < len(b.all) && b.all[i] == v
}

// remove takes out v, which must be in the bag. The last value moves to its place.
func (b *bag[T]) remove(v T) {
	i, last := *v.place(), len(b.all)-1
	b.all[i] = b.all[last]
	*b.all[i].place() = i
	var none T
	b.all[last] = none // let the collector have it
	b.all = b.all[:last]
}
