package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// brokenPeer is the variable that makes the test's binary a peer, and its value says which.
const brokenPeer = "BENCH_BROKEN_PEER"

const goodHello = `{"peer": "a peer", "programs": ["yield, alone"]}`

var broken = map[string]func(){
	"ends":          func() {},
	"nonsense":      func() { fmt.Println("Hello!"); _, _ = io.Copy(io.Discard, os.Stdin) },
	"hangs":         func() { time.Sleep(time.Hour) }, // whatever its input does
	"ends later":    func() { fmt.Println(goodHello) },
	"answers {}":    func() { fmt.Println(goodHello + "{}"); _, _ = io.Copy(io.Discard, os.Stdin) },
	"answers 0 ns":  func() { fmt.Println(goodHello + `{"ns": 0}`); _, _ = io.Copy(io.Discard, os.Stdin) },
	"unknown row":   func() { fmt.Println(`{"programs": ["juggle"]}`); _, _ = io.Copy(io.Discard, os.Stdin) },
	"says an error": func() { fmt.Println(goodHello + `{"error": "no"}`); _, _ = io.Copy(io.Discard, os.Stdin) },
}

func brokenBuilt(t *testing.T, kind string) built {
	self, err := os.Executable()
	require.NoError(t, err)
	return built{command: func() *exec.Cmd {
		cmd := exec.Command(self)
		cmd.Env = append(os.Environ(), brokenPeer+"="+kind)
		return cmd
	}}
}

func TestAPeerThatDoesNotGreetAsItShouldIsNoColumn(t *testing.T) {
	for kind, want := range map[string]string{
		"ends":        "EOF",
		"nonsense":    "invalid character",
		"unknown row": `there is no row "juggle"`,
	} {
		_, err := newColumn(kind, brokenBuilt(t, kind))
		require.ErrorContains(t, err, want)
	}
	require.Empty(t, running.all)
}

func TestAPeerThatHangsIsKilled(t *testing.T) {
	_, _, err := launch(brokenBuilt(t, "hangs").command(), time.Millisecond)
	require.ErrorIs(t, err, errNoHello)
	require.ErrorContains(t, err, "it said nothing for 1ms")
	require.Empty(t, running.all)
}

func TestAnAnswerThatIsNoneIsAnErrorOfItsRow(t *testing.T) {
	for kind, want := range map[string]string{
		"ends later":    "yield, alone: ",
		"answers {}":    "its answer has no ns and no bytes",
		"says an error": "it answered: no",
	} {
		c, err := newColumn(kind, brokenBuilt(t, kind))
		require.NoError(t, err)
		_, err = (&cell{column: c, program: named("yield, alone"), n: 1}).run()
		require.ErrorContains(t, err, want)
		c.stop()
	}
	require.Empty(t, running.all)
}

func TestAnAnswerOfNoTimeIsThatOfACoarseClock(t *testing.T) {
	c, err := newColumn("coarse", brokenBuilt(t, "answers 0 ns"))
	require.NoError(t, err)
	defer c.stop()
	s, err := (&cell{column: c, program: named("yield, alone"), n: 1}).run()
	require.NoError(t, err)
	require.Zero(t, s.perOp)
}
