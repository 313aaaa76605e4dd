package actor_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

// askedContext counts how often somebody asks whether it has ended.
type askedContext struct {
	context.Context
	asked int
}

func (c *askedContext) Err() error {
	c.asked++
	return c.Context.Err()
}

func TestAVirtualClockAsksAContextOnceAPassHoweverManyWaitUnderIt(t *testing.T) {
	const many = 300
	require.NoError(t, run(t, func(ctx context.Context) error {
		inner, cancel := context.WithCancel(ctx)
		defer cancel()
		asked := &askedContext{Context: inner}
		var last *tasks.Task[int]
		for i := range many {
			last = tasks.Go(asked, tasks.After(time.Duration(i+1)*time.Second, i))
		}
		_, err := last.Await(ctx)
		require.Less(t, asked.asked, 20*many)
		return err
	}))
}
