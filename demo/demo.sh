#!/bin/bash
# Shows a real release of the Ticket Booking System, from the first version to a broken one that is undone. Called by
# './dev demo', which has built everything. Each claim that it prints is checked from what programs wrote for machines,
# and one that is false makes it end with 1.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
root=$(dirname "$here")
. "$here/story.sh"
. "$here/traffic.sh"
. "$here/clusters.sh"

usage() {
  cat <<'END'
./dev demo [--keep] [--simulated]
    on a local Kubernetes of the demo's own, with real nodes where that is possible (root)
./dev demo --context NAME [--keep] [--image IMAGE=REFERENCE]...
    on your own cluster: NAME is a context of your kubeconfig, in which the namespace ticket-booking must not exist.
    Its nodes have to be able to pull the images, so say where they are; @VERSION@ stands for v1, v2 and crash:
      --image ticket-booking/backend=registry.example.org/backend:@VERSION@
      --image ticket-booking/frontend=registry.example.org/frontend:@VERSION@
    examples/ticket-booking/images.sh makes them as an archive that 'docker load' and 'ctr images import' read.

--keep       leave cluster and application up at the end, and say how to reach them
--simulated  simulated nodes, as without root: shows releases, verdicts and undo, but no traffic
END
}

context=
keep=
simulated=
images=()
while [ $# -gt 0 ]; do
  case $1 in
    --context) context=${2:?--context needs the name of a context}; shift ;;
    --context=*) context=${1#*=} ;;
    --image) images+=("${2:?--image needs IMAGE=REFERENCE}"); shift ;;
    --image=*) images+=("${1#*=}") ;;
    --keep) keep=yes ;;
    --simulated) simulated=yes ;;
    -h | --help) usage; exit ;;
    *) usage >&2; echo "demo: what is '$1'?" >&2; exit 2 ;;
  esac
  shift
done
if [ ${#images[@]} -gt 0 ] && [ -z "$context" ]; then
  echo "demo: --image goes with --context; the demo's own cluster has its images" >&2
  exit 2
fi

namespace=ticket-booking
jenkinsfile=examples/jenkins/release-job.Jenkinsfile
work=$(mktemp -d "${TMPDIR:-/tmp}/k8s-release-demo.XXXXXX")
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
# Nobody has to remember these: the database is thrown away with the demo.
DB_PASSWORD=$(head -c 18 /dev/urandom | base64)
MYSQL_ROOT_PASSWORD=$(head -c 18 /dev/urandom | base64)
export DB_PASSWORD MYSQL_ROOT_PASSWORD
cp -R "$root/manifests" "$work/manifests"

# The manifests let ten seconds pass before a pod is first asked whether it is ready, and pods are replaced one after the
# other. The demo's own copy asks sooner; everything else, the number of pods and the order of things, is as it is there.
ask_sooner() {
  say "   (The pods' readiness is asked for sooner than the manifests say, so that nobody has to watch them wait.)"
  sed -i 's/^\( *initialDelaySeconds:\) 10$/\1 1/' "$work"/manifests/*/*.yaml
  sed -i '/startupProbe:/,/failureThreshold:/ { s/\(periodSeconds:\) 10$/\1 2/; s/\(failureThreshold:\) 30$/\1 150/ }' "$work"/manifests/database/*.yaml
}

clean_up() {
  trap - EXIT
  trap '' INT TERM HUP
  stop_release
  stop_traffic > /dev/null 2>&1 || true
  leave_cluster
  rm -rf "$work"
}

# release NAME VERSION OPTION...: releases manifests/ with the images of that version, shows the progress, keeps the
# document in $work/NAME.json and the exit code in $status
release_job=
release() {
  local name=$1 version=$2 override
  shift 2
  local command=("$root/bin/k8s-release" deploy --app ticket-booking --namespace "$namespace" ${context:+--context "$context"}
    --set-env DB_PASSWORD --set-env MYSQL_ROOT_PASSWORD --timeout 5m --output json "$@")
  while read -r override; do command+=(--image "$override"); done < <(images_of "$version")
  command+=(namespace configmap secrets database backend frontend)
  run_release "$name" "${command[@]}"
}

# job NAME VERSION OPTION...: the same by the example Jenkinsfile, on the engine of Pipeline; it has smoke tests of its own. On
# a cluster of your own the images have names that no example knows, so there the command line does it with the options.
job() {
  local name=$1 version=$2 frontend=$2
  [ -z "$context" ] || { release "$@"; return; }
  if [ "$version" = crash ]; then frontend=v2; fi
  run_release "$name" java -jar "$root/pipeline-runner/target/run-jenkinsfile.jar" "$root/$jenkinsfile" \
    --workspace "$work" --library "k8s-release=$root" --cluster "production=$KUBECONFIG" --document - \
    --credential ticket-booking-db-password=DB_PASSWORD --credential ticket-booking-mysql-root-password=MYSQL_ROOT_PASSWORD \
    --param ENVIRONMENT=production --param STRATEGY=rolling --param DRY_RUN=false \
    --param "VERSION=$version" --param "FRONTEND_VERSION=$frontend"
}

# again NAME COMMAND OPTION...: another command about the same application, without manifests
again() {
  local name=$1 command=$2
  shift 2
  run_release "$name" "$root/bin/k8s-release" "$command" --app ticket-booking --namespace "$namespace" ${context:+--context "$context"} \
    --timeout 5m --output json "$@"
}

# run_release NAME COMMAND...
run_release() {
  local name=$1
  shift
  status=0
  set -m
  { cd "$work/manifests" && "$@" 2>&1 >&3 3>&- < /dev/null | show_progress "$work/$name.failed-at"; } 3> "$work/$name.json" &
  release_job=$!
  set +m
  wait "$release_job" || status=$?
  release_job=
}

stop_release() {
  [ -n "$release_job" ] || return 0
  # On a cluster that goes anyway there is nothing to undo; on somebody's own the release must undo what it did.
  kill "-$([ -n "$context" ] && echo TERM || echo KILL)" -- "-$release_job" 2> /dev/null || true
  wait "$release_job" 2> /dev/null || true
}

# images_of VERSION: what --image gets, one a line; "crash" is a version of the backend only
images_of() {
  local image reference
  for image in backend frontend; do
    reference=ticket-booking/$image:$1
    if [ "$image" = frontend ] && [ "$1" = crash ]; then reference=ticket-booking/frontend:v2; fi
    own_image "ticket-booking/$image" "${reference##*:}" || echo "$reference"
  done
}

# own_image IMAGE VERSION: the user's own reference, if there is one
own_image() {
  local pair
  for pair in ${images[@]+"${images[@]}"}; do
    if [ "${pair%%=*}" = "$1" ]; then
      pair=${pair#*=}
      echo "$1=${pair//@VERSION@/$2}"
      return
    fi
  done
  return 1
}

# show_progress FILE: shows what the release says, and notes the moment of the first failed verdict in FILE
show_progress() {
  local line
  while IFS= read -r line; do
    say "    $line"
    if [[ $line == *': failed: '* && ! -e $1 ]]; then printf '%s\n' "$EPOCHREALTIME" > "$1"; fi
  done
}

# --- the chapters ----------------------------------------------------------------------------------------------

first_version() {
  chapter "Version 1 is released" \
    "23 objects: a namespace with quota and network policies, settings, secrets, a database with its volume, three" \
    "backends, three frontends. The server checks all of them before the first is written; each wave must be healthy" \
    "before the next begins; then every single new pod is asked over HTTP." \
    "$job_words"
  job v1 v1 --smoke backend-service:3000/api/health --smoke-json /version=v1 "${page_smoke[@]}"
  expect_success v1 1
  claim "the three backends answered, each as version v1" passed_smoke_tests v1 backend-service 3
  claim "the three frontends answered" passed_smoke_tests v1 frontend-service 3
}

second_version() {
  chapter "Version 2 is released under steady traffic" \
    "$traffic_words" \
    "Pods are replaced one by one, and an old one goes only after a new one is ready."
  start_traffic v2
  job v2 v2 --smoke backend-service:3000/api/health --smoke-json /version=v2 "${page_smoke[@]}"
  expect_success v2 2
  claim "three new backends answered, each as version v2" passed_smoke_tests v2 backend-service 3
  claim "three new frontends answered" passed_smoke_tests v2 frontend-service 3
  end_traffic v2 v1 v2
}

broken_version() {
  chapter "A version that crashes at every start" \
    "Its backend ends before it listens. 'kubectl rollout status' would wait five minutes, and the pods of the broken" \
    "version would stay. Here the release fails by itself, says why, and puts back what it had changed."
  start_traffic crash
  make_simulated_pods_crash
  began=$EPOCHREALTIME
  job crash crash --smoke backend-service:3000/api/health
  claim "the release ended with exit code 1: failed and undone" test "$status" = 1
  claim "its status is UNDONE" field_is crash status UNDONE
  told_cause crash
  claim "the container's own last words are part of the evidence" grep -q 'seat map' "$work/crash.json"
  judged_in_time "$began"
  make_simulated_pods_healthy
  end_traffic crash v2
  running_version v2
}

new_setting() {
  chapter "A new setting, and no new image" \
    "LOG_LEVEL becomes 'warn' in the ConfigMap. kubectl apply would change the object, and every pod would go on with" \
    "the old value. Here the pods that use it are replaced, in the same gradual way. (From a shell this time: whoever" \
    "releases, the record is the same.)"
  sed -i 's/^  LOG_LEVEL: .*/  LOG_LEVEL: warn/' "$work/manifests/configmap/app-config.yaml"
  start_traffic setting
  release setting v2 --smoke backend-service:3000/api/health "${setting_smoke[@]}"
  expect_success setting 4
  claim "two objects changed: the ConfigMap, and the Deployment that uses it" \
    changes_are setting ConfigMap/app-config Deployment/backend
  claim "three new backends answered$setting_words" passed_smoke_tests setting backend-service 3
  end_traffic setting v2
}

other_colour() {
  local image
  image=$(images_of v1 | grep backend)
  chapter "The backend changes its colour" \
    "Three backends of version 1 come up beside the three that serve, and are asked while nobody else reaches them. Then" \
    "one change of the Service sends them all requests; the three of version 2 stay, and the way back is one change, too."
  start_traffic colours
  again green blue-green --service backend-service --workloads deployment/backend --image "$image" \
    --smoke backend-service:3000/api/health --smoke-json /version=v1 --drain 10s --observe 10s
  expect_success green 5
  claim "the three new backends answered at the preview Service, before the switch" passed_smoke_tests green backend-service-preview 3
  pods_before=$(backend_pods)
  again back rollback
  expect_success back 6
  claim "the way back took $(field back durationSeconds) s, most of which it watched, and started no pod" test "$(backend_pods)" = "$pods_before"
  end_traffic colours v1 v2
}

history() {
  chapter "What the cluster remembers" \
    "The record lies in the cluster itself, so that another machine, another build or another person can go on from it."
  "$root/bin/k8s-release" history --app ticket-booking --namespace "$namespace" ${context:+--context "$context"} | show_progress /dev/null
  "$root/bin/k8s-release" history --app ticket-booking --namespace "$namespace" ${context:+--context "$context"} --output json > "$work/history.json"
  claim "six releases are on record: five that succeeded, and one that was undone" outcomes_are SUCCEEDED SUCCEEDED UNDONE SUCCEEDED SUCCEEDED SUCCEEDED
  claim "the sixth is live, and the last good one" top_fields_are history live 6 lastGood 6
  claim "neither password stands in anything that was printed or written" no_secret_shown
}

# backend_pods: the pods of both colours
backend_pods() { kube -n "$namespace" get pods -o name | grep /backend | sort; }

# --- how they are checked --------------------------------------------------------------------------------------

# expect_success NAME REVISION: what cannot be shown after a failure is not tried
expect_success() {
  claim "release $2 succeeded after $(field "$1" durationSeconds) s" field_is "$1" status SUCCEEDED
  if [ "$status" != 0 ]; then
    say "The release failed, which it must not: $(field "$1" message)"
    exit 1
  fi
  claim "it is revision $2 in the record" field_is "$1" revision "$2"
}

# passed_smoke_tests NAME SERVICE HOW_MANY: that many pods of the Service were asked, and no pod failed
passed_smoke_tests() {
  local asked
  asked=$(grep -A1 "\"check\" : \"$2" "$work/$1.json" | grep -c '"pod" :') || true
  [ "$asked" = "$3" ] && grep -q '"passed" : true' "$work/$1.json" && ! grep -q '"passed" : false' "$work/$1.json"
}

changes_are() {
  local name=$1 found
  shift
  found=$(sed -n '/^  "changes" : \[/,/^  "warnings"/p' "$work/$name.json" |
    awk -F'"' '$2 == "kind" { kind = $4 } $2 == "name" { print kind "/" $4 }' | sort | tr '\n' ' ')
  [ "$found" = "$(printf '%s\n' "$@" | sort | tr '\n' ' ')" ]
}

told_cause() {
  local cause
  cause=$(sed -n 's/^    "cause" : "\(.*\)",$/\1/p' "$work/$1.json" | sed 's/\\"/"/g')
  claim "it says why: ${cause:-nothing}" test -n "$cause"
}

# judged_in_time BEGAN: the verdict came within seconds of the crash loop, which the kubelet announces by an event
judged_in_time() {
  local looped failed within
  if [ ! -e "$work/crash.failed-at" ]; then
    claim "a verdict was printed" false
    return
  fi
  failed=$(cat "$work/crash.failed-at")
  looped=$(first_back_off "$1")
  if [ -z "$looped" ]; then
    claim "the cluster announced a crash loop" false
    return
  fi
  within=$(awk -v a="$looped" -v b="$failed" 'BEGIN { printf "%.0f", (b > a ? b - a : 0) }')
  claim "the verdict came $within s after the cluster first called it a crash loop, $(awk -v a="$1" -v b="$failed" 'BEGIN { printf "%.0f", b - a }') s after the release began" \
    test "$within" -le 30
}

outcomes_are() {
  [ "$(sed -n 's/^ *"outcome" : "\([A-Z_]*\)",$/\1/p' "$work/history.json" | sort | tr '\n' ' ')" = "$(printf '%s\n' "$@" | sort | tr '\n' ' ')" ]
}

no_secret_shown() {
  local secret
  for secret in "$DB_PASSWORD" "$MYSQL_ROOT_PASSWORD"; do
    if grep -rqF --exclude-dir=manifests -e "$secret" -e "$(printf %s "$secret" | base64)" "$work"; then return 1; fi
  done
}

get_cluster
first_version
second_version
broken_version
new_setting
other_colour
history
the_end
