module github.com/actorloom/actorloom/bench/peers/go

go 1.25.3

require golang.org/x/sync v0.18.0
