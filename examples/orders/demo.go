package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/actorloom/actorloom/supervise"
	"github.com/actorloom/actorloom/tasks"
)

const customers = 16 // at a time

// runLoad places n orders over HTTP, on a loop of its own. Ctrl-C ends it early.
func runLoad(ctx context.Context, url string, n int) error {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: customers}}
	defer client.CloseIdleConnections()
	_, err := tasks.Run(ctx, tasks.Void(func(ctx context.Context) error {
		next := 0
		return supervise.WithGroup(ctx, func(ctx context.Context, g *supervise.Group) error {
			for range customers {
				supervise.GoIn(g, tasks.Void(func(ctx context.Context) error {
					for next < n {
						next++
						if err := visit(ctx, client, url, next); err != nil {
							return err
						}
					}
					return nil
				}))
			}
			return nil
		})
	}))
	if tasks.IsCanceled(err) {
		return nil
	}
	return err
}

// demoOrder is the i-th order of a demo. Some cannot be fulfilled.
func demoOrder(i int) order {
	o := order{Item: "tea", Count: 1 + i%3, Cents: 450 * (1 + i%3)}
	if i%10 == 0 {
		o.Item = "cake"
	}
	if i%33 == 0 {
		o.Cents = 1_000_000
	}
	return o
}

// visit is the i-th customer. Every twentieth has little patience, and may leave.
func visit(ctx context.Context, client *http.Client, url string, i int) error {
	patience := supervise.NoLimit
	if i%20 == 0 {
		patience = 10 * time.Millisecond
	}
	placed := tasks.Void(func(ctx context.Context) error { return post(ctx, client, url, demoOrder(i)) })
	_, err := supervise.WaitFor(ctx, placed, patience)
	if errors.Is(err, tasks.ErrTimeout) {
		return nil
	}
	return err
}

// post places an order.
func post(ctx context.Context, client *http.Client, url string, o order) error {
	body, err := json.Marshal(o)
	if err != nil {
		return err
	}
	_, err = tasks.ToThread(ctx, tasks.Void(func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/orders", bytes.NewReader(body))
		if err != nil {
			return err
		}
		answer, err := client.Do(req)
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		_, err = io.Copy(io.Discard, answer.Body)
		return err
	}))
	return err
}

// report prints what has happened. The loop has shut: nobody else uses the shop.
func (s *shop) report(w io.Writer, took time.Duration) {
	fmt.Fprintf(w, "orders in: %d = %d shipped + %d refused + %d compensated\n",
		s.sum.In, s.sum.Shipped, s.sum.Refused, s.sum.Compensated)
	reasons := make(map[string]int)
	cents := 0
	for _, o := range s.book.lines {
		if o.State == shipped {
			cents += o.Cents
		} else {
			reasons[string(o.State)+": "+o.Why]++
		}
	}
	for _, why := range sorted(reasons) {
		fmt.Fprintf(w, "%5d %s\n", reasons[why], why)
	}
	fmt.Fprintf(w, "parcels: %d; cents charged: %d, for what was shipped: %d\n", len(s.carrier.gone), s.bank.total(), cents)
	fmt.Fprintln(w, "what went wrong:")
	for _, what := range sorted(s.faults.count) {
		fmt.Fprintf(w, "%5d times %s\n", s.faults.count[what], what)
	}
	for _, who := range sorted(s.restarts) {
		fmt.Fprintf(w, "%5d times %s was restarted\n", s.restarts[who], who)
	}
	fmt.Fprintf(w, "it took %v\n", took.Round(time.Millisecond))
}

func (b *bank) total() (cents int) {
	for _, c := range b.charged {
		cents += c
	}
	return cents
}

func sorted(m map[string]int) []string { return slices.Sorted(maps.Keys(m)) }
