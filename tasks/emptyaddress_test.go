package tasks_test

import (
	"context"
	"testing"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/tasks"
)

func TestNobodyIsAtAnEmptyAddress(t *testing.T) {
	for text, to := range map[string]*proto.PID{"the address is nil": nil, "the address is empty": {}} {
		t.Run(text, func(t *testing.T) {
			inRun(t, func(ctx context.Context) {
				var nobody *tasks.DeadLetterError
				_, err := tasks.Ask[int](ctx, to, 1).Await(ctx)
				require.ErrorAs(t, err, &nobody)
				require.EqualError(t, nobody, text)
				require.ErrorAs(t, tasks.Tell(ctx, to, 1), &nobody)
				require.EqualError(t, nobody, text)
			})
		})
	}
}
