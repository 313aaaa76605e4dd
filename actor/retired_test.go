package actor_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

// answers answers all that it gets.
type answers struct{ loop *actor.Loop }

func (a *answers) Deliver(letter actor.Letter) { a.loop.Respond(letter.Sender, letter.Message) }
func (a *answers) Told(any)                    {}

func TestWhatIsSentToARetiredEndpointIsADeadLetterAlsoByAnAddressThatWasUsedBefore(t *testing.T) {
	err := run(t, func(ctx context.Context) error {
		loop := tasks.LoopOf(ctx)
		e := loop.Register("", &answers{loop})
		_, err := tasks.Ask[string](ctx, e.PID(), "before").Await(ctx)
		require.NoError(t, err)
		e.Retire()
		_, err = tasks.Ask[string](ctx, e.PID(), "after").Await(ctx)
		var gone *tasks.DeadLetterError
		require.ErrorAs(t, err, &gone)
		return nil
	})
	require.NoError(t, err)
}
