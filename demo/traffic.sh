# Sourced by demo.sh. People who use the application while it is released: one half with a new connection for each
# request, one half with connections that they keep.

# Of each half, in requests a second.
rate=60
traffic_jobs=()

start_traffic() {
  local kind
  [ -n "$traffic" ] || return 0
  if [ -z "$url" ]; then
    url=http://127.0.0.1:$("$LOCALKUBE" expose --name "$cluster" "0=$namespace/frontend-service:80" 2> /dev/null)/api/health
  fi
  for kind in new kept; do
    "$LOCALKUBE" load --url "$url" --rate "$rate" --until-signal --timeout 10s --output json \
      $([ "$kind" = new ] || echo --keepalive) > "$work/$1-$kind.load" &
    traffic_jobs+=($!)
  done
}

stop_traffic() {
  local job
  for job in ${traffic_jobs[@]+"${traffic_jobs[@]}"}; do kill -TERM "$job"; done
  for job in ${traffic_jobs[@]+"${traffic_jobs[@]}"}; do wait "$job"; done
  traffic_jobs=()
}

# end_traffic NAME VERSION...: stops it, and claims that nothing failed and that exactly these versions answered
end_traffic() {
  local name=$1 kind
  shift
  [ -n "$traffic" ] || return 0
  stop_traffic
  for kind in new kept; do
    local file=$work/$name-$kind.load
    claim "$(load_field "$file" requests) requests$([ "$kind" = new ] && echo ', each with a new connection' || echo ' over open connections'), $(load_field "$file" failed) failed$(failures "$file"); $(per_second "$file") a second, the slowest took $(load_field "$file" maxMs) ms" \
      nothing_lost "$file"
  done
  claim "together at least 100 requests a second" enough_traffic "$work/$name-new.load" "$work/$name-kept.load"
  claim "the answers came from $(echo "$*" | sed 's/ / and /') and no other version" versions_are "$name" "$@"
}

# load_field FILE KEY: a number
load_field() { grep -oE "\"$2\":[0-9.]+" "$1" | head -n 1 | cut -d: -f2; }

per_second() { awk -v n="$(load_field "$1" requests)" -v s="$(load_field "$1" seconds)" 'BEGIN { printf "%.1f", (s > 0 ? n / s : 0) }'; }

failures() {
  local kinds
  kinds=$(sed -n 's/.*"failures":{\([^}]*\)}.*/\1/p' "$1")
  [ -z "$kinds" ] || echo " ($kinds)"
}

nothing_lost() { [ "$(load_field "$1" failed)" = 0 ] && [ "$(load_field "$1" requests)" -gt 0 ] && [ "$(load_field "$1" requests)" = "$(load_field "$1" succeeded)" ]; }

enough_traffic() { awk -v a="$(per_second "$1")" -v b="$(per_second "$2")" 'BEGIN { exit (a + b >= 100 ? 0 : 1) }'; }

versions_are() {
  local name=$1 kind found
  shift
  found=$(for kind in new kept; do sed -n 's/.*"versions":{\([^}]*\)}.*/\1/p' "$work/$name-$kind.load" | tr ',' '\n' | cut -d'"' -f2; done | sort -u | tr '\n' ' ')
  [ "$found" = "$(printf '%s\n' "$@" | sort | tr '\n' ' ')" ]
}

# running_version VERSION: asks through the Service a few times
running_version() {
  [ -n "$traffic" ] || return 0
  "$LOCALKUBE" load --url "$url" --rate 50 --for 1s --output json > "$work/after-new.load"
  cp "$work/after-new.load" "$work/after-kept.load"
  claim "after the undo the application runs $1, as if nothing had been" versions_are after "$1"
}
