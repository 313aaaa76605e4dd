package usererror_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/internal/usererror"
)

// broken is an error whose methods panic when it is nil.
type broken struct{ error }

func (b *broken) Error() string { return b.error.Error() }
func (b *broken) Unwrap() error { return b.error }

func TestAnErrorIsWhatItWraps(t *testing.T) {
	require.True(t, usererror.Is(fmt.Errorf("read: %w", io.EOF), io.EOF))
}

func TestAnErrorWhoseUnwrapPanicsIsNothingElse(t *testing.T) {
	require.False(t, usererror.Is((*broken)(nil), io.EOF))
}

func TestAWrappedErrorIsFoundByItsType(t *testing.T) {
	found, ok := usererror.As[*broken](fmt.Errorf("read: %w", &broken{io.EOF}))
	require.True(t, ok)
	require.Equal(t, io.EOF, errors.Unwrap(found))
}

func TestNothingIsFoundInAnErrorWhoseUnwrapPanics(t *testing.T) {
	_, ok := usererror.As[*fmtError]((*broken)(nil))
	require.False(t, ok)
}

type fmtError struct{ error }
