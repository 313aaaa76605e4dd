// Package usererror looks into errors that users have made. Their methods may panic, as those of a
// nil pointer do, and the caller must not fail because of that.
package usererror

import "errors"

// Is is errors.Is, false when a method panics.
func Is(err, target error) (yes bool) {
	defer func() {
		if recover() != nil {
			yes = false
		}
	}()
	return errors.Is(err, target)
}

// As is errors.As, false when a method panics.
func As[T error](err error) (found T, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	ok = errors.As(err, &found)
	return found, ok
}
