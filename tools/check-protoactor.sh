#!/usr/bin/env bash
# Runs the tests with another version of protoactor-go than go.mod names, and
# leaves go.mod alone.
#
#   PROTOACTOR  the version; its newest release unless told
set -euo pipefail
cd "$(dirname "$0")/.."

module=github.com/asynkron/protoactor-go
version=${PROTOACTOR:-v0.0.0-20240822202345-3c0e61ca19c9}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp go.mod go.sum "$work/"
go mod edit -require="$module@$version" "$work/go.mod"
go mod tidy -modfile="$work/go.mod"

# By the environment, so that what the tests themselves build follows.
export GOFLAGS="${GOFLAGS:-} -modfile=$work/go.mod"
used=$(go list -m -f '{{.Version}}' "$module")
echo "check-protoactor: $module $used"
if [ "$used" != "$version" ]; then
  echo "check-protoactor: something requires $used, not $version" >&2
  exit 1
fi
go test -count=1 ./...
