package actor_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/actor"
	"github.com/actorloom/actorloom/tasks"
)

func TestAPanicOfALetterboxIsReported(t *testing.T) {
	var reports []string
	_, err := tasks.Run(context.Background(), tasks.Void(func(ctx context.Context) error {
		l := actor.LoopOf(ctx)
		e := l.Register("", &letterbox{deliver: func(actor.Letter) { panic("a bad message") }})
		defer e.Retire()
		l.System().Root.Send(e.PID(), "x")
		return tasks.Sleep(ctx, time.Millisecond)
	}), tasks.SlowStep(time.Hour), tasks.OnReport(func(_ *actor.Loop, r actor.Report) { reports = append(reports, r.Message) }))
	require.NoError(t, err)
	require.Equal(t, []string{"a step panicked"}, reports)
}

type letterbox struct{ deliver func(actor.Letter) }

func (b *letterbox) Deliver(letter actor.Letter) { b.deliver(letter) }
func (b *letterbox) Told(any)                    {}
