package main

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// visitShop serves a shop while body visits it.
func visitShop(t *testing.T, of map[string]trouble, body func(client *http.Client, url string)) *shop {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := newShop(newFaults(1, of), map[string]int{"tea": chaosStock})
	client := &http.Client{Transport: &http.Transport{}}
	err = serve(t.Context(), s, listener, func(context.Context) error {
		defer client.CloseIdleConnections()
		body(client, "http://"+listener.Addr().String())
		return nil
	})
	require.NoError(t, err)
	requireNothingLost(t, s, "the shop")
	return s
}

func TestTheFrontAnswersWithTheEndOfTheOrder(t *testing.T) {
	visitShop(t, nil, func(client *http.Client, url string) {
		for _, c := range []struct {
			body string
			code int
			want state
		}{
			{`{"item": "tea", "count": 2, "cents": 900}`, http.StatusCreated, shipped},
			{`{"item": "tea", "count": 2, "cents": 900000}`, http.StatusConflict, refused},
			{`{"item": "none", "count": 1, "cents": 1}`, http.StatusConflict, refused},
			{`{"item": "tea"}`, http.StatusBadRequest, ""},
			{`tea`, http.StatusBadRequest, ""},
		} {
			answer, err := client.Post(url+"/orders", "application/json", strings.NewReader(c.body))
			require.NoError(t, err)
			text, err := io.ReadAll(answer.Body)
			require.NoError(t, err)
			answer.Body.Close()
			require.Equal(t, c.code, answer.StatusCode, "%s", text)
			if c.want != "" {
				var o order
				require.NoError(t, json.Unmarshal(text, &o))
				require.Equal(t, c.want, o.State)
			}
		}
		answer, err := client.Get(url + "/summary")
		require.NoError(t, err)
		defer answer.Body.Close()
		var sum summary
		require.NoError(t, json.NewDecoder(answer.Body).Decode(&sum))
		require.Equal(t, summary{In: 3, Shipped: 1, Refused: 2}, sum)
	})
}

func TestACustomerWhoLeavesIsNotCharged(t *testing.T) {
	s := visitShop(t, map[string]trouble{"payment": {slow: 100 * time.Millisecond}}, func(client *http.Client, url string) {
		ctx, leave := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer leave()
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/orders", strings.NewReader(`{"item": "tea", "count": 1, "cents": 450}`))
		require.NoError(t, err)
		answer, err := client.Do(req)
		if err == nil {
			answer.Body.Close()
		}
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
	require.Zero(t, s.sum.Shipped)
	require.Empty(t, s.bank.charged)
}
