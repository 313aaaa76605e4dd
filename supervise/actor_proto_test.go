package supervise_test

import (
	"context"
	"testing"
	"time"

	proto "github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// spawnStep starts an actor that answers with one more, in a while. That is counted in passes:
// while a protoactor actor has a request, a virtual clock does not jump.
func spawnStep(ctx context.Context, t *testing.T) *proto.PID {
	return spawn(t, ctx, supervise.Actor{Handle: supervise.Typed(func(ctx context.Context, n int) (int, error) {
		for range 50 {
			if err := tasks.Yield(ctx); err != nil {
				return 0, err
			}
		}
		return n + 1, nil
	})}).PID()
}

// protoTeller is a protoactor actor as one writes it: it knows nothing of tasks, but that one of
// its messages starts one, in the middle of Receive.
type protoTeller struct {
	loop   *tasks.Loop
	ctx    context.Context
	step   *proto.PID
	inside bool
	notes  []string
}

func (a *protoTeller) Receive(c proto.Context) {
	a.enter("a message")
	defer a.leave()
	switch msg := c.Message().(type) {
	case int:
		sender := c.Sender()
		tasks.GoOn(a.ctx, a.loop, tasks.Void(func(ctx context.Context) error {
			// Three lines, where ReenterAfter would be nested three deep.
			v, err := tasks.Ask[int](ctx, a.step, msg).Await(ctx)
			if err == nil {
				a.enter("after the first answer")
				a.leave()
				v, err = tasks.Ask[int](ctx, a.step, v).Await(ctx)
			}
			if err == nil {
				v, err = tasks.Ask[int](ctx, a.step, v).Await(ctx)
			}
			a.enter("after the last answer")
			defer a.leave()
			if err == nil {
				a.loop.System().Root.Send(sender, v)
			}
			return err
		}))
	case string:
		c.Respond(msg + " too")
	}
}

// enter and leave find two that are in the actor at a time; the race detector
// finds two goroutines.
func (a *protoTeller) enter(what string) {
	if a.inside {
		what += ", and somebody was inside"
	}
	a.inside = true
	a.notes = append(a.notes, what)
}

func (a *protoTeller) leave() { a.inside = false }

func TestAProtoactorActorOnALoopContinuesInTasks(t *testing.T) {
	for name, place := range map[string]func(l *tasks.Loop) proto.PropsOption{
		"by its dispatcher": func(l *tasks.Loop) proto.PropsOption { return proto.WithDispatcher(l) },
		"by its mailbox":    func(l *tasks.Loop) proto.PropsOption { return proto.WithMailbox(l.Mailbox) },
	} {
		t.Run(name, func(t *testing.T) {
			inLoggedRun(t, func(ctx context.Context) {
				l := tasks.LoopOf(ctx)
				a := &protoTeller{loop: l, ctx: ctx, step: spawnStep(ctx, t)}
				pid := l.System().Root.Spawn(proto.PropsFromProducer(func() proto.Actor { return a }, place(l)))
				v := tasks.Ask[int](ctx, pid, 1)
				too, err := tasks.Ask[string](ctx, pid, "me").Await(ctx)
				require.NoError(t, err)
				require.Equal(t, "me too", too, "it is answered while the first still waits")
				require.False(t, v.Finished())
				four, err := v.Await(ctx)
				require.NoError(t, err)
				require.Equal(t, 4, four)
				require.Equal(t, []string{"a message", "a message", "a message", "after the first answer", "after the last answer"}, a.notes)
				l.System().Root.Stop(pid)
			})
		})
	}
}

func TestAProtoactorActorAsksAServiceActor(t *testing.T) {
	l, err := tasks.Start()
	require.NoError(t, err)
	step, err := tasks.Submit(l, func(ctx context.Context) (*proto.PID, error) {
		ref, err := supervise.Spawn(ctx, supervise.Actor{Handle: supervise.Typed(func(ctx context.Context, n int) (int, error) {
			if n < 0 {
				return 0, errOutOfOrder
			}
			return n + 1, tasks.Yield(ctx)
		})})
		if err != nil {
			return nil, err
		}
		return ref.PID(), nil
	}).Wait(t.Context())
	require.NoError(t, err)
	root := l.System().Root
	for n, want := range map[int]any{1: 2, -1: errOutOfOrder} {
		v, err := root.RequestFuture(step, n, time.Minute).Result()
		require.NoError(t, err)
		require.Equal(t, want, v)
	}
	require.NoError(t, root.PoisonFuture(step).Wait(), "it ends as any actor does")
	require.NoError(t, l.Shutdown(t.Context()))
}

func TestWhoPoisonsAnAddedTransientActorCanWaitUntilItHasFinished(t *testing.T) {
	l, err := tasks.Start()
	require.NoError(t, err)
	handled := 0
	pid, err := tasks.RunOn(t.Context(), l, func(ctx context.Context) (*proto.PID, error) {
		child, ref, err := supervise.Actor{Interleave: 2, Handle: func(ctx context.Context, _ any) (any, error) {
			err := tasks.Yield(ctx)
			handled++
			return nil, err
		}}.Child(ctx)
		if err != nil {
			return nil, err
		}
		child.Restart = supervise.Transient
		return ref.PID(), supervise.Start(ctx, supervise.Supervisor{}).Add(child)
	})
	require.NoError(t, err)
	root := l.System().Root
	for range 9 {
		root.Send(pid, "work")
	}
	require.NoError(t, root.PoisonFuture(pid).Wait())
	require.NoError(t, l.Shutdown(t.Context()))
	require.Equal(t, 9, handled)
}
