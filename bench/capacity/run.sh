#!/bin/bash
# What asking "does it fit" costs: time and requests, with 100 nodes, and with no and with 4,000 pods of other namespaces.
#   bench/capacity/run.sh [RUNS]       (default 5; the median is told)
# Needs the built command line (./dev build) and a localkube; makes a cluster of its own and removes it. See README.md.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
runs=${1:-5} nodes=100 foreign=4000
localkube=$("$root/localkube/build.sh" | tail -n 1)
cli=$root/bin/k8s-release
[ -r "$root/cli/target/k8s-release.jar" ] || { echo "the command line is not built: ./dev build" >&2; exit 1; }
name=bench-capacity-$$
work=$(mktemp -d)
finish() { "$localkube" down --name "$name" > /dev/null 2>&1 || true; rm -rf "$work"; }
trap finish EXIT
trap 'exit 130' INT TERM

"$localkube" up --name "$name" --simulated "$nodes" > /dev/null 2>&1
eval "$("$localkube" env --name "$name")"
kubectl() { "$localkube" kubectl "$@"; }
export DB_PASSWORD=bench-bench MYSQL_ROOT_PASSWORD=bench-bench-bench
release=("$root"/manifests/{namespace,configmap,secrets,database,backend,frontend} -n ticket-booking --set-env DB_PASSWORD --set-env MYSQL_ROOT_PASSWORD)

# lists: how many LIST requests the API server has answered, for the kinds that the check reads
lists() {
  kubectl get --raw /metrics | awk '
    /^apiserver_request_total\{/ && /verb="LIST"/ &&
    /resource="(resourcequotas|limitranges|nodes|pods|deployments|statefulsets|horizontalpodautoscalers|services|persistentvolumeclaims|persistentvolumes|storageclasses|priorityclasses)"/ { n += $NF }
    END { print n + 0 }'
}

# median COMMAND...: milliseconds of the middle one of several runs; the first one warms caches and does not count
median() {
  local i from
  for ((i = 0; i <= runs; i++)); do
    from=$(date +%s%N)
    "$@" > "$work/out" 2> "$work/err" || { local s=$?; [ "$s" = 4 ] || { cat "$work/out" "$work/err" >&2; return "$s"; }; }
    [ "$i" = 0 ] || echo $((($(date +%s%N) - from) / 1000000))
  done | sort -n | sed -n "$(((runs + 1) / 2))p"
}

all_pods() { kubectl get pods --all-namespaces --chunk-size=500 -o json; }

row() {
  local pods=$1 before asked quota with without floor
  before=$(lists)
  "$cli" quota "${release[@]}" > /dev/null 2>&1 || true
  asked=$(($(lists) - before))
  quota=$(median "$cli" quota "${release[@]}")
  with=$(median "$cli" deploy "${release[@]}" --app ticket-booking --dry-run)
  without=$(median "$cli" deploy "${release[@]}" --app ticket-booking --dry-run --no-quota-check)
  floor=$(median all_pods)
  printf '| %d | %d | %d | %d | %d | %d | %d |\n' "$pods" "$asked" "$quota" "$with" "$without" $((with - without)) "$floor"
}

# part FROM TO: Pods bound to nodes, so that nobody has to schedule them
part() {
  local i
  for ((i = $1; i < $2; i++)); do
    cat << END
---
apiVersion: v1
kind: Pod
metadata: {name: p$i, namespace: foreign, labels: {app: foreign}}
spec:
  nodeName: ${node_names[i % nodes]}
  containers: [{name: main, image: localhost/foreign:v1, resources: {requests: {cpu: 50m, memory: 64Mi}}}]
END
  done
}

echo "| foreign pods | lists | quota ms | deploy --dry-run ms | without the check ms | the check costs ms | kubectl get pods -A -o json ms |"
echo "|---:|---:|---:|---:|---:|---:|---:|"
row 0
mapfile -t node_names < <(kubectl get nodes -o name | sed 's|node/||')
kubectl create namespace foreign > /dev/null
until kubectl get serviceaccount default -n foreign > /dev/null 2>&1; do sleep 0.2; done
jobs=()
for ((q = 0; q < 4; q++)); do
  part $((q * foreign / 4)) $(((q + 1) * foreign / 4)) > "$work/$q.yaml"
  kubectl create -f "$work/$q.yaml" > /dev/null &
  jobs+=($!)
done
for job in "${jobs[@]}"; do wait "$job"; done
until [ -z "$(kubectl get pods -n foreign --chunk-size=500 --field-selector status.phase!=Running -o name)" ]; do sleep 2; done
row "$foreign"
