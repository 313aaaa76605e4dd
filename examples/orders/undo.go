package main

import (
	"context"

	proto "github.com/asynkron/protoactor-go/actor"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

// undo lets stock and payment take back what they did for an order.
func (s *shop) undo(ctx context.Context, o *order) error {
	again := func(to *proto.PID, msg any) tasks.Coro[struct{}] {
		return func(ctx context.Context) (struct{}, error) { return insist[struct{}](ctx, s, to, msg) }
	}
	_, err := supervise.Gather(ctx, again(s.stock, release{o.ID}), again(s.payment, refund{o.ID})).Await(ctx)
	return err
}

// insist asks until there is an answer: a supervisor brings the actor back. So doing twice what it
// asks for must be the same as doing it once. It asks less and less often: otherwise many that
// insist would swamp an actor that has just come back.
func insist[T any](ctx context.Context, s *shop, to *proto.PID, msg any) (T, error) {
	for pause := s.pause; ; pause = min(2*pause, 100*s.pause) {
		v, err := supervise.WaitFor(ctx, tasks.Ask[T](ctx, to, msg), s.limit)
		if err == nil || tasks.IsCanceled(err) {
			return v, err
		}
		if err := tasks.Sleep(ctx, pause); err != nil {
			return v, err
		}
	}
}
