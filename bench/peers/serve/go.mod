module github.com/actorloom/actorloom/bench/peers/serve

go 1.25.3
