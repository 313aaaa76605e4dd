package main

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/actorloom/actorloom/tasks"
)

// front is the shop's HTTP side. Its handlers run on goroutines of their own; whatever uses the
// shop they run on the shop's loop.
//
//	POST /orders   {"item": "tea", "count": 2, "cents": 900}
//	GET /summary
func front(l *tasks.Loop, s *shop) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /orders", func(w http.ResponseWriter, r *http.Request) {
		var wish order
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&wish); err != nil || wish.Item == "" || wish.Count < 1 || wish.Cents < 1 {
			http.Error(w, "an order has an item, a count and cents", http.StatusBadRequest)
			return
		}
		o, err := tasks.RunOn(r.Context(), l, func(ctx context.Context) (order, error) { return s.place(ctx, wish) })
		if err != nil {
			// The customer has left, or the loop was shut. The order was undone,
			// unless it was too late for that.
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		reply(w, status[o.State], o)
	})
	mux.HandleFunc("GET /summary", func(w http.ResponseWriter, r *http.Request) {
		sum, err := tasks.RunOn(r.Context(), l, func(context.Context) (summary, error) { return s.sum, nil })
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		reply(w, http.StatusOK, sum)
	})
	return mux
}

var status = map[state]int{
	shipped:     http.StatusCreated,
	refused:     http.StatusConflict,
	compensated: http.StatusBadGateway,
}

func reply(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(v) // an error means that nobody reads it
}
