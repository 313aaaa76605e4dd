package tasks_test

import (
	"context"
	"testing"

	"github.com/actorloom/actorloom/tasks"
)

type requestKey struct{}

func TestSubmitWithPassesTheValuesOfItsContextOn(t *testing.T) {
	l, err := tasks.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer l.Shutdown(context.Background())
	ctx, stop := context.WithCancel(context.WithValue(t.Context(), requestKey{}, "r1"))
	stop() // its end cancels nothing
	got, err := tasks.SubmitWith(ctx, l, func(ctx context.Context) (any, error) {
		err := tasks.Yield(ctx)
		return ctx.Value(requestKey{}), err
	}).Wait(t.Context())
	if got != "r1" || err != nil {
		t.Error(got, err)
	}
}

func TestSubmitWithPassesACopyOfTheVariablesOn(t *testing.T) {
	var user tasks.Var[string]
	l, err := tasks.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer l.Shutdown(context.Background())
	ctx := tasks.CopyVars(t.Context()).Context(t.Context())
	user.Set(ctx, "ann")
	got, err := tasks.SubmitWith(ctx, l, func(ctx context.Context) (string, error) {
		defer user.Set(ctx, "bob")
		return user.Get(ctx), nil
	}).Wait(t.Context())
	if got != "ann" || err != nil || user.Get(ctx) != "ann" {
		t.Error(got, err, user.Get(ctx))
	}
}

func TestSubmitWithWithoutAContextIsSubmit(t *testing.T) {
	l, err := tasks.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer l.Shutdown(context.Background())
	var none context.Context
	got, err := tasks.SubmitWith(none, l, tasks.After(0, 1)).Wait(t.Context())
	if got != 1 || err != nil {
		t.Error(got, err)
	}
}
