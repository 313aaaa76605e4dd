package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/actorloom/actorloom/tasks"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheFasterConnectionComesFirst(t *testing.T) {
	var out strings.Builder
	require.NoError(t, program(t.Context(), &out, tasks.VirtualClock()))
	require.Equal(t, want, out.String())
}

const want = `IPv6 connection established: [::1]:80
IPv4 connection established: 127.0.0.1:80
next connection: [::1]:80
no more in time
`
