package main

import (
	"bytes"
	"context"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// orders runs the program.
func orders(t *testing.T, ctx context.Context, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, time.Minute) // nothing may hang
	defer cancel()
	var out, errs bytes.Buffer
	code = run(ctx, args, &out, &errs)
	return code, out.String(), errs.String()
}

var firstLine = regexp.MustCompile(`^orders in: (\d+) = (\d+) shipped \+ (\d+) refused \+ (\d+) compensated\n`)

func TestADemoAddsUp(t *testing.T) {
	code, out, errs := orders(t, t.Context(), "-demo", "-n", "150")
	require.Zero(t, code, errs)
	sum := numbers(t, out)
	require.Equal(t, sum[0], sum[1]+sum[2]+sum[3], out)
	require.LessOrEqual(t, sum[0], 150, "who leaves at once may not have been heard")
	require.Greater(t, sum[0], 140)
	require.Positive(t, sum[1])
	money := regexp.MustCompile(`cents charged: (\d+), for what was shipped: (\d+)`).FindStringSubmatch(out)
	require.Equal(t, money[1], money[2])
}

func numbers(t *testing.T, out string) (n [4]int) {
	t.Helper()
	m := firstLine.FindStringSubmatch(out)
	require.NotNil(t, m, out)
	for i := range n {
		n[i], _ = strconv.Atoi(m[i+1])
	}
	return n
}

func TestCtrlCEndsADemoEarlyAndStillAddsUp(t *testing.T) {
	ctx, interrupt := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer interrupt()
	code, out, errs := orders(t, ctx, "-demo", "-n", "100000")
	require.Zero(t, code, errs)
	sum := numbers(t, out)
	require.Equal(t, sum[0], sum[1]+sum[2]+sum[3], out)
	require.Less(t, sum[0], 100000)
}

func TestWrongUseIsExplained(t *testing.T) {
	code, _, errs := orders(t, t.Context(), "-unknown")
	require.Equal(t, 2, code)
	require.Contains(t, errs, "-demo")
	code, _, errs = orders(t, t.Context(), "-addr", "no such address")
	require.Equal(t, 1, code)
	require.True(t, strings.HasPrefix(errs, "orders: "), errs)
}
