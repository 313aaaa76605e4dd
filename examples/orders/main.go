// Orders is a small service: an HTTP front, and behind it actors for stock, payment,
// shipping and an audit log.
//
//	orders [flags]
//
// It takes orders until Ctrl-C or SIGTERM. When the orders under way have ended, it prints a
// summary and ends. With -demo it runs a load against itself, over the loopback interface. Payment
// fails, hangs and crashes at random; the numbers always add up: orders in = shipped + refused +
// compensated. If they do, the exit status is 0.
//
// As an example of the library it shows
//   - an order as straight code that asks two actors at a time, within a time limit (order.go)
//   - how what was done is undone, whatever happens (undo.go)
//   - actors whose handlers await: one message at a time (stock.go), many (payment.go) or a few
//     (shipping.go)
//   - their supervisor, and a shop that closes without losing an order (shop.go)
//   - how other goroutines get at a loop (front.go)
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/actorloom/actorloom/tasks"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// After the first signal a second one ends the program at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program. It returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("orders", flag.ContinueOnError)
	flags.SetOutput(stderr)
	addr := flags.String("addr", "127.0.0.1:8080", "where to listen")
	demo := flags.Bool("demo", false, "run a load against the service, and end")
	n := flags.Int("n", 300, "how many orders a demo places")
	seed := flags.Uint64("seed", 1, "the seed of what goes wrong")
	verbose := flags.Bool("v", false, "log what the supervisor does")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case flags.NArg() > 0 || *n < 0:
		fmt.Fprintf(stderr, "orders takes flags alone, and -n is 0 or more: not %q, %d\n", flags.Args(), *n)
		return 2
	}
	if *demo {
		*addr = "127.0.0.1:0"
	}
	shop := newShop(newFaults(*seed, map[string]trouble{
		"stock":    {slow: 2 * time.Millisecond},
		"payment":  {slow: 20 * time.Millisecond, fail: 0.02, hang: 0.01, crash: 0.005},
		"shipping": {slow: 2 * time.Millisecond, fail: 0.01, crash: 0.002},
	}), map[string]int{"tea": 500, "cake": 20})
	if *verbose {
		shop.logger = slog.New(slog.NewTextHandler(stderr, nil))
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		fmt.Fprintln(stderr, "orders:", err)
		return 1
	}
	load := func(context.Context) error { <-ctx.Done(); return nil }
	if *demo {
		load = func(ctx context.Context) error { return runLoad(ctx, "http://"+listener.Addr().String(), *n) }
	} else {
		fmt.Fprintf(stdout, "listening on http://%s\n", listener.Addr())
	}
	begin := time.Now()
	if err := serve(ctx, shop, listener, load); err != nil {
		fmt.Fprintln(stderr, "orders:", err)
		return 1
	}
	shop.report(stdout, time.Since(begin))
	if !shop.sum.complete() {
		return 1
	}
	return 0
}

// serve opens the shop, and closes it in an order that loses nothing: first the door, then the
// orders under way, then the actors, then the loop.
func serve(ctx context.Context, s *shop, listener net.Listener, load func(context.Context) error) error {
	loop, err := tasks.Start()
	if err != nil {
		listener.Close()
		return err
	}
	life := tasks.Submit(loop, tasks.Void(s.run))
	all := context.WithoutCancel(ctx) // a Ctrl-C begins the shutdown, and must not break it off
	opened := tasks.Submit(loop, tasks.Void(s.opened.Wait))
	select {
	case <-opened.Done():
	case <-life.Done(): // it failed to open
		listener.Close()
		_, err := life.Result()
		return errors.Join(err, loop.Shutdown(all))
	}
	server := &http.Server{Handler: front(loop, s), ReadTimeout: 5 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	err = load(ctx)
	if down := server.Shutdown(all); err == nil {
		err = down
	}
	if up := <-ended; !errors.Is(up, http.ErrServerClosed) {
		err = errors.Join(err, up)
	}
	_, closed := tasks.RunOn(all, loop, tasks.Void(s.close))
	_, lived := life.Wait(all)
	return errors.Join(err, closed, lived, loop.Shutdown(all))
}
