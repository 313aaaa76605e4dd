package conformance

import (
	"errors"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// scenarioError is E1 or E2, the errors that programs raise themselves.
type scenarioError struct{ kind, msg string }

func (e *scenarioError) Error() string { return e.kind + ": " + e.msg }

// shown tells which asyncio error each of ours stands for.
var shown = []struct {
	is   error
	kind string
}{
	{tasks.ErrInvalidState, "InvalidState"},
	{tasks.ErrQueueEmpty, "QueueEmpty"},
	{tasks.ErrQueueFull, "QueueFull"},
	{tasks.ErrQueueShutDown, "QueueShutDown"},
	{tasks.ErrBrokenBarrier, "BrokenBarrier"},
	{tasks.ErrSelfAwait, "Runtime"},
	{tasks.ErrNotLocked, "Runtime"},
	{supervise.ErrGroupClosed, "Runtime"},
	{supervise.ErrScope, "Runtime"},
	{tasks.ErrTooMany, "Value"},
	{supervise.ErrNothing, "Value"},
}

// describe is an error as a trace shows it.
func describe(err error) []any {
	var raised *scenarioError
	var group *tasks.GroupError
	var canceled *tasks.CanceledError
	switch {
	case errors.As(err, &group):
		all := make([]any, len(group.Errors))
		for i, e := range group.Errors {
			all[i] = describe(e)
		}
		return []any{"Group", all}
	case errors.As(err, &raised):
		return []any{raised.kind, raised.msg}
	case errors.As(err, &canceled):
		if canceled.Msg == "" {
			return []any{"Cancelled", nil}
		}
		return []any{"Cancelled", canceled.Msg}
	case errors.Is(err, tasks.ErrTimeout):
		return []any{"Timeout"}
	}
	for _, one := range shown {
		if errors.Is(err, one.is) {
			return []any{one.kind}
		}
	}
	return []any{"Other", err.Error()}
}

// show is a value as a trace shows it.
func show(v any) any {
	switch v := v.(type) {
	case []any:
		all := make([]any, len(v))
		for i, one := range v {
			all[i] = show(one)
		}
		return all
	case []supervise.Outcome[any]:
		all := make([]any, len(v))
		for i, o := range v {
			all[i] = show(o.Value)
			if o.Err != nil {
				all[i] = wrapped(o.Err)
			}
		}
		return all
	}
	return v
}

func wrapped(err error) any { return map[string]any{"error": describe(err)} }

// matches reports whether a handler for kind catches err.
func matches(kind string, err error) bool {
	switch kind {
	case "any":
		return true
	case "error":
		return !tasks.IsCanceled(err)
	}
	return describe(err)[0] == kind
}
