#!/usr/bin/env bash
# Writes the traces of internal/conformance/testdata anew: what CPython's asyncio
# does in each of the scenarios that are kept there.
#
#   CONFORMANCE the directory of oracle.py
#   PYTHON      a CPython 3.13
set -euo pipefail
cd "$(dirname "$0")/.."

PYTHON=${PYTHON:-python3.13}
CONFORMANCE=${CONFORMANCE:-../shared/conformance}
export PYTHONDONTWRITEBYTECODE=1

if [ ! -f "$CONFORMANCE/oracle.py" ]; then
  echo "goldens: no oracle.py in $CONFORMANCE: set CONFORMANCE to the directory that holds it" >&2
  exit 2
fi
new=$(mktemp)
trap 'rm -f "$new"' EXIT
for scenarios in internal/conformance/testdata/*.scenarios.jsonl; do
  traces=${scenarios%.scenarios.jsonl}.traces.jsonl
  "$PYTHON" "$CONFORMANCE/oracle.py" <"$scenarios" >"$new"
  if [ "$(wc -l <"$new")" != "$(wc -l <"$scenarios")" ]; then
    echo "goldens: $scenarios holds a scenario that has no one trace: take it out" >&2
    exit 1
  fi
  if cmp -s "$new" "$traces"; then
    echo "$traces: unchanged"
  else
    cat "$new" >"$traces"
    echo "$traces: rewritten"
  fi
done
