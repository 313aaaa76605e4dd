#!/usr/bin/env bash
# Compares the exported surface with that of a commit, as apidiff sees it: which
# changes break whom.
#
#   BASE  the commit; the last one unless told
set -euo pipefail
cd "$(dirname "$0")/.."

base=${BASE:-HEAD}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/base"
git archive "$base" | tar -x -C "$work/base"
go build -modfile=tools/go.mod -o "$work/apidiff" golang.org/x/exp/cmd/apidiff
for package in actor tasks supervise; do
  (cd "$work/base" && "$work/apidiff" -w "$work/$package.export" "./$package")
  echo "== $package"
  "$work/apidiff" "$work/$package.export" "./$package"
done
