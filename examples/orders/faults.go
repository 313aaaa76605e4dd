package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/actorloom/actorloom/tasks"
)

var errTrouble = errors.New("the other side has failed")

// faults are what goes wrong at the services that the actors use. They come from a
// seed: under a virtual clock each run is the same.
type faults struct {
	random  *rand.Rand
	of      map[string]trouble   // by actor
	stalled map[string]time.Time // until when it does nothing at all
	count   map[string]int
}

// trouble is how long a service takes at most, and the chances, out of 1, that it
// fails, that it never answers, and that it brings the actor down.
type trouble struct {
	slow              time.Duration
	fail, hang, crash float64
}

func newFaults(seed uint64, of map[string]trouble) *faults {
	return &faults{
		random:  rand.New(rand.NewPCG(seed, 1)),
		of:      of,
		stalled: make(map[string]time.Time),
		count:   make(map[string]int),
	}
}

// around calls do, and may go wrong before or after it. Its reply is nil.
func (f *faults) around(ctx context.Context, who string, do func() error) (any, error) {
	if err := f.strike(ctx, who); err != nil {
		return nil, err
	}
	if err := do(); err != nil {
		return nil, err
	}
	return nil, f.strike(ctx, who)
}

func (f *faults) strike(ctx context.Context, who string) error {
	t := f.of[who]
	wait := time.Duration(f.random.Float64() * float64(t.slow))
	if left := f.stalled[who].Sub(tasks.LoopOf(ctx).Now()); left > wait {
		wait = left
	}
	if err := tasks.Sleep(ctx, wait); err != nil {
		return err
	}
	switch chance := f.random.Float64(); {
	case chance < t.crash:
		f.count[who+" crashed"]++
		panic(fmt.Sprintf("%s: its connection broke", who))
	case chance < t.crash+t.fail:
		f.count[who+" failed"]++
		return fmt.Errorf("%s: %w", who, errTrouble)
	case chance < t.crash+t.fail+t.hang:
		f.count[who+" hung"]++
		return tasks.Sleep(ctx, time.Hour)
	}
	return nil
}
