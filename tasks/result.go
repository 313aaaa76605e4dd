package tasks

import "github.com/actorloom/actorloom/actor"

// RememberResults is how many of the tasks that have an address are still there
// for others after their end, with their results: the last n; none unless told.
func RememberResults(n int) RunOption { return actor.RememberResults(n) }

// Value is the result, for whoever asks the task's address.
func (b *body[T]) Value() any { return b.value }
