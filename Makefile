# What developers run. A fresh machine needs Go alone, except for race (a C compiler), conformance and
# goldens: those need CPython 3.13 and the scripts in CONFORMANCE. Variables, as in
# make conformance N=2000, go to the scripts in tools/, which say what they mean.

TOOL = go tool -modfile=tools/go.mod

# As in .ci/run, which says why.
export GOLANGCI_LINT_CACHE = $(CURDIR)/.cache/golangci-lint

.PHONY: all test race lint fmt portable wasm ci conformance goldens check-protoactor bench bench-quick bench-check api apidiff

all: lint test

test: ## the tests
	go test ./...

race: ## the tests under the race detector, with the invariants on, in random order
	go test -race -count=1 -shuffle=on ./...

lint: ## go vet, staticcheck and others; formatting
	$(TOOL) golangci-lint run ./...

fmt: ## formats the Go files
	$(TOOL) golangci-lint fmt ./...

PORTS = windows/amd64 darwin/arm64 freebsd/amd64 linux/arm64 linux/386 js/wasm

portable: ## it compiles, tests and all, for other systems and processors
	set -e; for port in $(PORTS); do echo "-- $$port"; GOOS=$${port%/*} GOARCH=$${port#*/} go vet ./...; done

wasm: ## the tests under GOOS=js; needs node
	GOOS=js GOARCH=wasm go test -short -exec "$$(go env GOROOT)/lib/wasm/go_js_wasm_exec" \
		./internal/coro ./internal/conformance ./actor ./tasks ./supervise

ci: ## everything that continuous integration runs
	.ci/run

conformance: ## N fresh scenarios of each profile against CPython's asyncio; SEED=… repeats a run
	tools/conformance.sh

goldens: ## writes the traces in internal/conformance/testdata anew
	tools/goldens.sh

check-protoactor: ## the tests with protoactor-go's newest release, or PROTOACTOR=…
	tools/check-protoactor.sh

bench: ## the benchmarks and their peers, as a table: ten to twenty minutes
	go run ./bench

bench-quick: ## fewer and shorter rounds
	go run ./bench -quick

bench-check: ## fails when a row of the benchmarks has become slower than its goal or its baseline
	go run ./bench -quick -check

api: ## writes the exported surface to api/*.txt
	go test -count=1 ./internal/api -update

apidiff: ## what changed in the exported surface since BASE (the last commit)
	tools/apidiff.sh
