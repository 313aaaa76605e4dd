package tasks_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestANilContextCarriesNoTask(t *testing.T) {
	var none context.Context
	var event tasks.Event
	var user tasks.Var[string]
	for name, call := range map[string]func() error{
		"Sleep":    func() error { return tasks.Sleep(none, time.Second) },
		"Yield":    func() error { return tasks.Yield(none) },
		"Go":       func() error { return tasks.Go(none, tasks.After(0, 1)).Err() },
		"ToThread": func() error { _, err := tasks.ToThread(none, tasks.After(0, 1)); return err },
		"Event":    func() error { return event.Wait(none) },
		"Recv":     func() error { _, _, err := tasks.Recv(none, make(chan int)); return err },
	} {
		t.Run(name, func(t *testing.T) { require.ErrorIs(t, call(), tasks.ErrNoTask) })
	}
	require.Nil(t, tasks.Current(none))
	require.Empty(t, tasks.All(none))
	user.Set(none, "ann")
	require.Empty(t, user.Get(none))
}

func TestANilContextIsRefusedWhereOneIsNeeded(t *testing.T) {
	var none context.Context
	_, err := tasks.Run(none, tasks.After(0, 1))
	require.ErrorIs(t, err, tasks.ErrNilContext)

	unused := actor.New()
	require.ErrorIs(t, unused.Shutdown(none), tasks.ErrNilContext)
	require.NoError(t, unused.Shutdown(context.Background()), "the first call keeps it")

	l, err := tasks.Start()
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Shutdown(context.Background())) }()
	_, err = tasks.RunOn(none, l, tasks.After(0, 1))
	require.ErrorIs(t, err, tasks.ErrNilContext)
	endless := tasks.Submit(l, tasks.Coro[int](forever))
	_, err = endless.Wait(none)
	require.ErrorIs(t, err, tasks.ErrNilContext)
	require.ErrorIs(t, l.Shutdown(none), tasks.ErrNilContext)
}
