// Package isnil finds nil where an interface hides it: a caller's mistake, which is to be an
// error.
package isnil

import "reflect"

// Of reports whether item is nil, or holds a nil pointer or function.
func Of(item any) bool {
	v := reflect.ValueOf(item)
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Func:
		return v.IsNil()
	}
	return false
}
