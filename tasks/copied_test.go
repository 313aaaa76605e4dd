package tasks_test

import (
	"reflect"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// vetSeesCopies is how go vet decides whether a struct may not be copied.
func vetSeesCopies(of reflect.Type) bool {
	if reflect.PointerTo(of).Implements(reflect.TypeFor[sync.Locker]()) {
		return true
	}
	if of.Kind() != reflect.Struct {
		return false
	}
	for i := range of.NumField() {
		if vetSeesCopies(of.Field(i).Type) {
			return true
		}
	}
	return false
}

func TestGoVetFindsACopyOfWhatHasAnIdentity(t *testing.T) {
	for _, of := range []reflect.Type{
		reflect.TypeFor[tasks.Lock](),
		reflect.TypeFor[tasks.Event](),
		reflect.TypeFor[tasks.Condition](),
		reflect.TypeFor[tasks.Semaphore](),
		reflect.TypeFor[tasks.Barrier](),
		reflect.TypeFor[tasks.Queue[int]](),
		reflect.TypeFor[tasks.Chan[int]](),
		reflect.TypeFor[tasks.Var[int]](),
	} {
		require.True(t, vetSeesCopies(of), of)
	}
}
