#!/bin/bash
# Runs localkube's tests: fast ones of each package, then clusters brought up and
# down. Those with real nodes are skipped, and counted as skipped, where such
# nodes cannot run. Arguments go to `go test`, such as -run TestSimulated.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"
./build.sh >/dev/null
. ./build-env.sh
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
# `go test` vets what it compiles.
gofmt -l . | tee "$log" >&2
if [ -s "$log" ]; then echo "localkube: the files above are not formatted; run gofmt -w ." >&2; exit 1; fi
go test -count=1 -v "$@" ./internal/... ./e2e/... >"$log" 2>&1 || status=1
if [ $status != 0 ]; then cat "$log"; else grep -E '^(---|ok|    [a-z0-9_]+_test.go)' "$log" || true; fi
count() { grep -cE "^ *--- $1:" "$log" || true; }
echo "localkube: $(count PASS) passed, $(count FAIL) failed, $(count SKIP) skipped"
exit $status
