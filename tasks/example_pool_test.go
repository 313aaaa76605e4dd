package tasks_test

import (
	"context"
	"fmt"

	"github.com/actorloom/actorloom/tasks"
)

// Each piece of work goes to the next loop, and runs at the same time as those on the others.
func ExamplePool() {
	pool, err := tasks.NewPool(2)
	if err != nil {
		fmt.Println(err)
		return
	}
	primesBelow := func(limit int) tasks.Coro[int] {
		return func(context.Context) (n int, _ error) {
		next:
			for i := 2; i < limit; i++ {
				for d := 2; d*d <= i; d++ {
					if i%d == 0 {
						continue next
					}
				}
				n++
			}
			return n, nil
		}
	}
	var found []*tasks.Pending[int]
	for _, limit := range []int{10, 100, 1000} {
		found = append(found, tasks.SubmitTo(pool, primesBelow(limit)))
	}
	for _, p := range found {
		fmt.Println(p.Wait(context.Background()))
	}
	fmt.Println(pool.Shutdown(context.Background()))
	// Output:
	// 4 <nil>
	// 25 <nil>
	// 168 <nil>
	// <nil>
}

// What belongs together stays on one loop, and there it needs no lock.
func ExamplePool_Loops() {
	pool, err := tasks.NewPool(2)
	if err != nil {
		fmt.Println(err)
		return
	}
	shards := make([]map[string]int, len(pool.Loops())) // one for each loop
	count := func(word string) (int, error) {
		i := len(word) % len(shards)
		return tasks.RunOn(context.Background(), pool.Loops()[i], func(context.Context) (int, error) {
			if shards[i] == nil {
				shards[i] = map[string]int{}
			}
			shards[i][word]++
			return shards[i][word], nil
		})
	}
	for _, word := range []string{"go", "now", "go"} {
		fmt.Println(count(word))
	}
	fmt.Println(pool.Shutdown(context.Background()))
	fmt.Println(shards)
	// Output:
	// 1 <nil>
	// 1 <nil>
	// 2 <nil>
	// <nil>
	// [map[go:2] map[now:1]]
}
