#!/usr/bin/env bash
# Plays N fresh random scenarios of each profile on CPython's asyncio and on this
# library, and compares the traces. The last line is the count.
#
#   N           scenarios of each profile
#   SEED        the first seed; the clock unless told. Printed, to repeat a run
#   PROFILES    tasks groups sync all
#   CONFORMANCE the directory of generate.py, oracle.py and compare.py
#   PYTHON      a CPython 3.13
set -euo pipefail
cd "$(dirname "$0")/.."

N=${N:-1000}
SEED=${SEED:-$(date +%s)}
PROFILES=${PROFILES:-tasks groups sync all}
PYTHON=${PYTHON:-python3.13}
CONFORMANCE=${CONFORMANCE:-../shared/conformance}
chunk=250

for script in generate.py oracle.py compare.py; do
  if [ ! -f "$CONFORMANCE/$script" ]; then
    echo "conformance: no $script in $CONFORMANCE: set CONFORMANCE to the directory that holds it" >&2
    exit 2
  fi
done
if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))'; then
  echo "conformance: $PYTHON is no CPython 3.13: set PYTHON to one" >&2
  exit 2
fi
CONFORMANCE=$(cd "$CONFORMANCE" && pwd)

work=$(mktemp -d)
trap '[ -n "${keep:-}" ] || rm -rf "$work"' EXIT
go build -o "$work/play" ./internal/conformance/play
export PYTHONDONTWRITEBYTECODE=1 PYTHON CONFORMANCE work

one() {
  set -euo pipefail
  local profile=$1 first=$2 count=$3
  local at="$work/$profile-$first"
  "$PYTHON" "$CONFORMANCE/generate.py" "$profile" "$first" "$count" >"$at.scenarios"
  "$PYTHON" "$CONFORMANCE/oracle.py" <"$at.scenarios" >"$at.golden" 2>"$at.skipped"
  "$work/play" <"$at.scenarios" >"$at.mine"
  # A difference is a result; the count at the end tells.
  "$PYTHON" "$CONFORMANCE/compare.py" "$at.golden" "$at.mine" "$at.scenarios" --most 1 >"$at.result" || true
  tail -n 1 "$at.result" | grep -q 'traces equal$'
}
export -f one

echo "conformance: $N scenarios of each of: $PROFILES; SEED=$SEED"
for profile in $PROFILES; do
  for ((first = SEED; first < SEED + N; first += chunk)); do
    left=$((SEED + N - first))
    echo "$profile $first $((left < chunk ? left : chunk))"
  done
done | xargs -P "$(getconf _NPROCESSORS_ONLN)" -L 1 bash -c 'one "$@"' one

equal=0 total=0
for result in "$work"/*.result; do
  read -r good _ all _ < <(tail -n 1 "$result")
  equal=$((equal + good)) total=$((total + all))
  if [ "$good" != "$all" ]; then
    cat "$result"
  fi
done
if [ "$equal" != "$total" ]; then
  keep=yes
  echo "conformance: the scenarios and traces are in $work"
fi
echo "$equal of $total traces equal"
[ "$equal" = "$total" ] && [ "$total" -gt 0 ]
