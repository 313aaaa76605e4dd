package tasks_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestAPanicOfTheTaskFactoryReachesWhoSubmitted(t *testing.T) {
	var reports reportCollector
	_, err := besideLoop(t, func(ctx context.Context, l *tasks.Loop) (int, error) {
		if err := l.Post(func() { l.SetTaskFactory(func(*actor.Spec) { panic(errBoom) }) }); err != nil {
			return 0, err
		}
		defer func() { _ = l.Post(func() { l.SetTaskFactory(nil) }) }()
		return tasks.Submit(l, fortyTwo).Wait(ctx)
	}, reports.collect())
	require.ErrorIs(t, err, errBoom)
	require.Len(t, reports.all(), 1)
	require.ErrorIs(t, reports.all()[0].Err, errBoom)
}

func TestABackgroundLoopSurvivesAPanicOfItsTaskFactory(t *testing.T) {
	l, err := tasks.Start(tasks.OnReport(func(*tasks.Loop, tasks.Report) {}))
	require.NoError(t, err)
	require.NoError(t, l.Post(func() { l.SetTaskFactory(func(*actor.Spec) { panic(errBoom) }) }))
	_, err = tasks.Submit(l, fortyTwo).Wait(t.Context())
	require.ErrorIs(t, err, errBoom)
	require.NoError(t, l.Post(func() { l.SetTaskFactory(nil) }))
	v, err := tasks.Submit(l, fortyTwo).Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, 42, v)
	require.NoError(t, l.Shutdown(context.Background()))
}

func TestAPanicOfAnOptionReachesWhoSubmitted(t *testing.T) {
	l, err := tasks.Start()
	require.NoError(t, err)
	_, err = tasks.Submit(l, fortyTwo, func(*actor.Spec) { panic(errBoom) }).Wait(t.Context())
	require.ErrorIs(t, err, errBoom)
	require.NoError(t, l.Shutdown(context.Background()))
}
