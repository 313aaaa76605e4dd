package actor_test

import (
	"bytes"
	"errors"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
)

func TestAGroupIsSplitIntoWhatMatchesAndTheRestAsDeepAsItGoes(t *testing.T) {
	a, b, c := errors.New("a"), errors.New("b"), errors.New("c")
	group := func(errs ...error) *actor.GroupError { return &actor.GroupError{Errors: errs} }
	is := func(these ...error) func(error) bool {
		return func(err error) bool { return errors.Is(errors.Join(these...), err) }
	}
	all := group(a, group(b, a), group(c), c)
	for _, s := range []struct {
		match         func(error) bool
		matched, rest *actor.GroupError
	}{
		{is(a), group(a, group(a)), group(group(b), group(c), c)},
		{is(c), group(group(c), c), group(a, group(b, a))},
		{is(a, b, c), all, nil},
		{is(), nil, all},
	} {
		matched, rest := all.Split(s.match)
		require.Equal(t, s.matched, matched)
		require.Equal(t, s.rest, rest)
	}
}

func TestALoggedGroupIsOneLine(t *testing.T) {
	var out bytes.Buffer
	group := &actor.GroupError{Errors: []error{actor.NewPanicError("oh"), errors.New("lost")}}
	slog.New(slog.NewTextHandler(&out, nil)).Error("m", "error", group)
	require.Contains(t, out.String(), `error="2 errors in a group: panic: oh; lost"`)
}
