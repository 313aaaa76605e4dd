module github.com/actorloom/actorloom/bench/peers/conc

go 1.25.3

require (
	github.com/actorloom/actorloom/bench/peers/serve v0.0.0
	github.com/sourcegraph/conc v0.3.0
)

require (
	go.uber.org/atomic v1.7.0 // indirect
	go.uber.org/multierr v1.9.0 // indirect
)

replace github.com/actorloom/actorloom/bench/peers/serve => ../serve
