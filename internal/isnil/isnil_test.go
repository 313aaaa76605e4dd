package isnil_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/internal/isnil"
)

func TestWhatIsNilIsFoundInAnInterface(t *testing.T) {
	for name, item := range map[string]any{"nil": nil, "a pointer": (*int)(nil), "a function": (func())(nil)} {
		t.Run(name, func(t *testing.T) { require.True(t, isnil.Of(item)) })
	}
}

func TestWhatIsThereIsNotNil(t *testing.T) {
	for name, item := range map[string]any{"a pointer": new(int), "a function": func() {}, "a value": 0} {
		t.Run(name, func(t *testing.T) { require.False(t, isnil.Of(item)) })
	}
}
