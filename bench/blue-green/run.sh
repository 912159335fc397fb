#!/bin/bash
# How long a switch takes until the last endpoint of the old colour is gone, beside the same by a bare 'kubectl patch'.
#   bench/blue-green/run.sh [RUNS] [PODS...]     (default 5 runs, with 10 and with 100 pods of each colour; medians are told)
# Needs the built command line (./dev build) and a localkube; makes a cluster of its own and removes it. See README.md.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
runs=${1:-5}
[ $# -lt 2 ] || sizes=("${@:2}")
sizes=(${sizes[@]+"${sizes[@]}"})
[ ${#sizes[@]} -gt 0 ] || sizes=(10 100)
localkube=$("$root/localkube/build.sh" | tail -n 1)
[ -r "$root/cli/target/k8s-release.jar" ] || { echo "the command line is not built: ./dev build" >&2; exit 1; }
name=bench-bluegreen-$$
audit=${XDG_STATE_HOME:-$HOME/.local/state}/k8s-release/clusters/$name/audit.log
work=$(mktemp -d)
finish() { "$localkube" down --name "$name" > /dev/null 2>&1 || true; rm -rf "$work"; }
trap finish EXIT
trap 'exit 130' INT TERM

"$localkube" up --name "$name" --simulated 10 > /dev/null 2>&1
eval "$("$localkube" env --name "$name")"
kubectl() { "$localkube" kubectl "$@"; }

# switched_after LINE: milliseconds from the last write of Service web after that line of the audit log to the last write of
# one of its EndpointSlices; both by the API server's clock
switched_after() {
  local from to
  from=$(tail -n "+$1" "$audit" | grep '"stage":"ResponseComplete"' | grep -E '"verb":"patch"' |
    grep -E '"requestURI":"/api/v1/namespaces/shop/services/web\?' | grep -v dryRun | tail -n 1 |
    sed 's/.*"requestReceivedTimestamp":"\([^"]*\)".*/\1/')
  to=$(tail -n "+$1" "$audit" | grep '"stage":"ResponseComplete"' | grep -E '"verb":"(update|create|delete|patch)"' |
    grep -E '/namespaces/shop/endpointslices(/|").*"name":"web-[a-z0-9]{5}"' | tail -n 1 |
    sed 's/.*"stageTimestamp":"\([^"]*\)".*/\1/')
  [ -n "$from" ] && [ -n "$to" ] || { echo "the audit log has no switch" >&2; return 1; }
  echo $((($(date -d "$to" +%s%N) - $(date -d "$from" +%s%N)) / 1000000))
}

# settled COLOUR PODS: waits until the Service's endpoints are those of that colour
settled() {
  until [ "$(kubectl -n shop get endpointslices -l kubernetes.io/service-name=web \
    -o jsonpath='{range .items[*].endpoints[*]}{.targetRef.name}{"\n"}{end}' | grep -c "^web-$1-")" = "$2" ] &&
    [ "$(kubectl -n shop get endpointslices -l kubernetes.io/service-name=web \
      -o jsonpath='{range .items[*].endpoints[*]}{.targetRef.name}{"\n"}{end}' | grep -vc "^web-$1-")" = 0 ]; do :; done
}

line() { echo $(($(wc -l < "$audit") + 1)); }
median() { sort -n | sed -n "$(((runs + 1) / 2))p"; }

application() {
  cat << END
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: $1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: localhost/web:v0
        ports: [{containerPort: 8080}]
        readinessProbe: {httpGet: {path: /, port: 8080}}
        lifecycle: {preStop: {sleep: {seconds: 5}}}
END
}

release() {
  "$root/bin/k8s-release" blue-green --app web -n shop --service web --image "localhost/web:$1" \
    --drain 0s --observe 0s > "$work/out" 2>&1 || { cat "$work/out" >&2; return 1; }
}

# patch COLOUR: what a person would type
patch() {
  kubectl -n shop patch service web -p "{\"spec\":{\"selector\":{\"k8s-release.jenkins.io/colour\":\"$1\"}}}" > /dev/null
}

printf '%6s  %26s  %26s\n' "pods" "k8s-release (ms)" "kubectl patch (ms)"
for pods in "${sizes[@]}"; do
  kubectl create namespace shop > /dev/null
  application "$pods" | kubectl apply -f - > /dev/null
  kubectl -n shop rollout status deployment/web --timeout 3m > /dev/null
  release v1
  colour=green other=blue
  : > "$work/ours"
  : > "$work/theirs"
  for ((i = 0; i < runs; i++)); do
    before=$(line)
    release "v$((i + 2))"
    settled "$other" "$pods"
    switched_after "$before" >> "$work/ours"
    for back in "$colour" "$other"; do
      before=$(line)
      patch "$back"
      settled "$back" "$pods"
      switched_after "$before" >> "$work/theirs"
    done
    swap=$colour colour=$other other=$swap
  done
  printf '%6s  %26s  %26s\n' "$pods" "$(median < "$work/ours") ($(sort -n "$work/ours" | head -n 1)–$(sort -n "$work/ours" | tail -n 1))" \
    "$(sort -n "$work/theirs" | sed -n "${runs}p") ($(sort -n "$work/theirs" | head -n 1)–$(sort -n "$work/theirs" | tail -n 1))"
  kubectl delete namespace shop --wait > /dev/null
done
