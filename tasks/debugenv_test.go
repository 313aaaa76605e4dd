package tasks_test

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/internal/invariants"
	"github.com/actorloom/actorloom/tasks"
)

// The environment is read once, so each value needs a process of its own: this
// test binary again.
func TestTheEnvironmentSwitchesDebugModeOn(t *testing.T) {
	const asked = "ACTORLOOM_TEST_ASKS_FOR_DEBUG"
	if os.Getenv(asked) != "" {
		for name, opts := range map[string][]tasks.RunOption{
			"default": nil, "told off": {tasks.Debug(false)}, "told on": {tasks.Debug(true)},
		} {
			r := tasks.NewRunner(opts...)
			fmt.Printf("debug mode, %s: %t\n", name, r.Loop().DebugMode())
			require.NoError(t, r.Close())
		}
		return
	}
	if runtime.GOOS == "js" {
		t.Skip("there is no other process under GOOS=js")
	}
	for value, on := range map[string]bool{"": false, "0": false, "false": false, "1": true, "true": true} {
		t.Run("ACTORLOOM_DEBUG="+value, func(t *testing.T) {
			again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestTheEnvironmentSwitchesDebugModeOn$")
			again.Env = append(os.Environ(), asked+"=1", "ACTORLOOM_DEBUG="+value,
				"GORACE=atexit_sleep_ms=0")
			out, err := again.Output()
			require.NoError(t, err)
			require.Contains(t, string(out), fmt.Sprintln("debug mode, default:", on || invariants.Enabled))
			require.Contains(t, string(out), "debug mode, told off: false\n", "the option goes before the environment")
			require.Contains(t, string(out), "debug mode, told on: true\n")
		})
	}
}
