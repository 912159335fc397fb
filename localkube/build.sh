#!/bin/bash
# Builds localkube when its sources changed and prints the path of the binary,
# and nothing else, on standard output. Progress goes to standard error.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/k8s-release"

sources() { find . \( -name '*_test.go' -o -path ./e2e \) -prune -o \( -name '*.go' -o -name 'go.mod' -o -name 'go.sum' -o -name 'build.sh' \) -type f -print | LC_ALL=C sort; }
# The path of the Go tool is no part of the hash: asking for its version costs more than the whole check.
hash=$(sources | xargs sha256sum | sha256sum | cut -c1-16)
dir="$cache/localkube-$hash"
if [ -x "$dir/localkube" ]; then echo "$dir/localkube"; exit 0; fi

command -v go >/dev/null || { echo "localkube/build.sh: Go is missing (1.24 or newer); on Debian: ./dev installs it, or see https://go.dev/dl" >&2; exit 1; }
mkdir -p "$cache"
exec 9>"$cache/.localkube-build.lock"
if ! flock -n 9; then
  echo "localkube: another build is under way, waiting for it" >&2
  flock 9
  if [ -x "$dir/localkube" ]; then echo "$dir/localkube"; exit 0; fi
fi

. ./build-env.sh
started=$SECONDS
work=$(mktemp -d "$cache/.localkube-build.XXXXXX")
builder=
trap 'rm -rf "$work"; [ -z "$builder" ] || kill "$builder" 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM HUP

echo "localkube: downloading Go modules" >&2
go mod download >&2
total=$(go list -deps . 2>/dev/null | wc -l)
# -v names each package as it is compiled; what the Go cache already has is not named.
go build -v -ldflags "$LOCALKUBE_LDFLAGS" -o "$work/localkube" . 2>"$work/log" 9>&- & builder=$!
last=-1
while kill -0 "$builder" 2>/dev/null; do
  done=$(wc -l <"$work/log")
  if [ "$done" != "$last" ] && [ $((SECONDS % 5)) = 0 ] || [ $((SECONDS % 30)) = 0 ]; then
    echo "localkube: compiled $done of at most $total packages, $((SECONDS - started)) s" >&2; last=$done
  fi
  sleep 1
done
if ! wait "$builder"; then
  builder=
  echo "localkube: the build failed:" >&2
  grep -vE '^[a-z0-9./_-]+$' "$work/log" | tail -30 >&2 || tail -30 "$work/log" >&2
  exit 1
fi
builder=
# The sandbox image of real nodes is made of this one; the node finds it beside its own binary.
go build -ldflags "-s -w" -o "$work/pause" ./pause
rm "$work/log"
chmod 755 "$work"
rm -rf "$dir"
mv -T "$work" "$dir"
echo "localkube: built in $((SECONDS - started)) s: $dir/localkube" >&2
# Old builds are of no use once nothing runs them; the newest three stay for branches.
ls -dt "$cache"/localkube-*/ 2>/dev/null | tail -n +4 | while read -r old; do
  if ! grep -qs "^$old" <(readlink /proc/[0-9]*/exe 2>/dev/null); then rm -rf "$old"; fi
done
echo "$dir/localkube"
