module github.com/actorloom/actorloom/bench/peers/errgroup

go 1.25.3

require github.com/actorloom/actorloom/bench/peers/serve v0.0.0

require golang.org/x/sync v0.18.0

replace github.com/actorloom/actorloom/bench/peers/serve => ../serve
