module github.com/actorloom/actorloom/bench/peers/goroutines

go 1.25.3

require github.com/actorloom/actorloom/bench/peers/serve v0.0.0

replace github.com/actorloom/actorloom/bench/peers/serve => ../serve
