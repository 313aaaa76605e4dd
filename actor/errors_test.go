package actor_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestWhatEndsATaskAsCanceled(t *testing.T) {
	canceled := &actor.CanceledError{Msg: "enough"}
	for _, c := range []struct {
		name string
		err  error
		want bool
	}{
		{"nothing", nil, false},
		{"a cancellation", canceled, true},
		{"a wrapped one", fmt.Errorf("gave up: %w", canceled), true},
		{"a joined one", errors.Join(errLost, canceled), true},
		{"one in a group", &actor.GroupError{Errors: []error{canceled}}, false},
		{"one beside a group", errors.Join(&actor.GroupError{Errors: []error{errLost}}, canceled), true},
		{"a wrapped one that a group caused", fmt.Errorf("gave up: %w", &actor.CanceledError{
			Cause: &actor.GroupError{Errors: []error{errLost}},
		}), true},
		{"context.Canceled", context.Canceled, false},
		{"a timeout", &actor.TimeoutError{What: "it"}, false},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, actor.IsCanceled(c.err)) })
	}
}

func TestErrorsAreWhatAGoProgramAsksFor(t *testing.T) {
	timeout := &actor.TimeoutError{What: "the answer"}
	for _, c := range []struct{ err, is error }{
		{&actor.CanceledError{}, actor.ErrCanceled},
		{&actor.CanceledError{}, context.Canceled},
		{timeout, actor.ErrTimeout},
		{timeout, context.DeadlineExceeded},
		{&actor.PanicError{Value: errLost}, errLost},
		{&actor.GroupError{Errors: []error{errEnough, errLost}}, errLost},
	} {
		require.ErrorIs(t, c.err, c.is)
	}
	require.NotErrorIs(t, timeout, actor.ErrCanceled)
	require.NotErrorIs(t, &actor.PanicError{Value: "a string"}, errLost)
	var n net.Error
	require.False(t, errors.As(error(&actor.CanceledError{}), &n))
	require.True(t, timeout.Timeout())
}

func TestErrorsSayWhatHappened(t *testing.T) {
	for want, err := range map[string]error{
		"canceled":                          &actor.CanceledError{},
		"canceled: enough":                  &actor.CanceledError{Msg: "enough"},
		"the answer timed out":              &actor.TimeoutError{What: "the answer"},
		"the answer timed out after 50ms":   &actor.TimeoutError{What: "the answer", After: 50 * time.Millisecond},
		"panic: boom":                       &actor.PanicError{Value: "boom"},
		"an error in a group: lost":         &actor.GroupError{Errors: []error{errLost}},
		"2 errors in a group: lost; enough": &actor.GroupError{Errors: []error{errLost, errEnough}},
		"shutdown: a thread did not end and was left behind: t": &actor.ShutdownError{Threads: []string{"t"}},
		"shutdown: 2 tasks did not end and were unwound: a, b":  &actor.ShutdownError{Tasks: []string{"a", "b"}},
	} {
		require.EqualError(t, err, want)
	}
}

func TestAnErrorWhoseMethodsPanicEndsItsTask(t *testing.T) {
	var none *fs.PathError // asked by errors.Is, it panics
	for name, body := range map[string]func(context.Context) (int, error){
		"returned": func(context.Context) (int, error) { return 0, none },
		"a panic":  func(context.Context) (int, error) { panic(none) },
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, run(t, func(ctx context.Context) error {
				_, err := tasks.Go(ctx, body).Await(ctx)
				require.False(t, actor.IsCanceled(err))
				require.ErrorAs(t, err, &none)
				return nil
			}))
		})
	}
}

func TestAPanicInDetailTellsItsStack(t *testing.T) {
	err := run(t, func(context.Context) error { panic("boom") })
	require.Equal(t, "panic: boom", fmt.Sprintf("%v", err))
	require.Equal(t, `"panic: boom"`, fmt.Sprintf("%q", err))
	detail := fmt.Sprintf("%+v", err)
	require.Regexp(t, `^panic: boom\ngoroutine \d+ `, detail)
	require.Contains(t, detail, t.Name()+".func1")
	require.Equal(t, "panic: without a stack", fmt.Sprintf("%+v", &actor.PanicError{Value: "without a stack"}))
}

func TestAGroupInDetailTellsTheDetailsOfEach(t *testing.T) {
	group := &actor.GroupError{Errors: []error{
		&actor.PanicError{Value: "boom", Stack: []byte("goroutine 1 …\n")},
		&actor.GroupError{Errors: []error{errLost}},
	}}
	require.Equal(t, "2 errors in a group: panic: boom; an error in a group: lost", fmt.Sprintf("%s", group))
	require.Equal(t, "2 errors in a group:\npanic: boom\ngoroutine 1 …\n\nan error in a group:\nlost", fmt.Sprintf("%+v", group))
}
