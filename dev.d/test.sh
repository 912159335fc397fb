# Sourced by dev. The tests: two parts side by side, each in a process group of its own, so that all of them run
# whatever fails and nothing is left when this is interrupted.

all_parts="engine cli library plugin cluster jenkinsfiles localkube realnodes capacity-sample examples"
# Parts that wait for nodes most of the time, and do it beside the others.
beside_parts="localkube realnodes capacity-sample examples"
# Parts that run only when they are named.
more_parts="capacity colours"
declare -A about=(
  [engine]="formatting, unit tests and SpotBugs of the engine"
  [cli]="formatting, unit tests and SpotBugs of the command line"
  [library]="the shared library and the example Jenkinsfiles, on the engine of Pipeline without a Jenkins"
  [plugin]="the Jenkins plugin on a Jenkins of its own, SpotBugs"
  [cluster]="engine and command line against a real API server with simulated nodes"
  [jenkinsfiles]="the example Jenkinsfiles to their end, on two clusters, without a Jenkins and on one"
  [realnodes]="releases on real nodes: pods that run, Services that route"
  [localkube]="the local Kubernetes itself"
  [examples]="the Ticket Booking System and its manifests"
  [capacity-sample]="30 made-up releases: does the check say what a real cluster then does?"
  [colours]="blue-green: whatever can happen to each single request of every operation, of which 'cluster' has a sixtieth"
  [capacity]="280 of them, at least 200 of which can be carried out: some minutes"
)
declare -A result=() took=()
# The jobs that run, by lane: the parts of a lane run one after the other.
declare -A lane_job=() lane_part=() lane_began=()
localkube_job=

run_tests() {
  local parts=() part began=$SECONDS
  local -A waiting=([here]= [beside]=)
  while [ $# -gt 0 ]; do
    case $1 in
      --fast) parts+=(engine cli) ;;
      -h | --help) usage; exit ;;
      *) [[ " $all_parts $more_parts " == *" $1 "* ]] || { say "there is no part '$1' (there are: $all_parts $more_parts; or --fast)"; exit 2; }; parts+=("$1") ;;
    esac
    shift
  done
  [ ${#parts[@]} -gt 0 ] || parts=($all_parts)
  logs=$root/target/dev-test
  rm -rf "$logs"
  mkdir -p "$logs" "$caches"
  work=$(mktemp -d "$caches/dev-test.XXXXXX")
  trap end_tests EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  build_localkube_meanwhile "${parts[@]}"
  for part in "${parts[@]}"; do
    if [[ " $beside_parts " == *" $part "* ]]; then waiting[beside]+=" $part"; else waiting[here]+=" $part"; fi
  done
  side_by_side=
  if [ -n "${waiting[here]}" ] && [ -n "${waiting[beside]}" ]; then side_by_side=yes; fi
  start_next here
  start_next beside
  while [ ${#lane_job[@]} -gt 0 ]; do part_ended; done
  summary $((SECONDS - began)) "${parts[@]}"
}

# A cold build of localkube takes minutes, most of the time of which Java's tests leave one core idle. It holds a lock that
# the part which needs it waits for.
build_localkube_meanwhile() {
  if [[ " $* " =~ " engine "|" cli " && " $* " =~ " cluster "|" jenkinsfiles "|" realnodes "|" localkube "|" examples "|" capacity" ]]; then
    set -m
    (localkube_program > /dev/null) > "$logs/localkube-build.log" 2>&1 < /dev/null &
    localkube_job=$!
    set +m
  fi
}

# start_next LANE: starts the next part that waits for this lane, if one does
start_next() {
  local lane=$1 part rest=${waiting[$1]}
  [ -n "$rest" ] || return 0
  read -r part rest <<< "$rest"
  waiting[$lane]=$rest
  [ -n "$side_by_side" ] || echo
  echo "== $part: ${about[$part]}"
  set -m
  { (run_part "$part" "$lane") 2>&1 | tee "$logs/$part.log" | { if [ -n "$side_by_side" ]; then sed -u "s/^/$part | /"; else cat; fi; }; } < /dev/null &
  lane_job[$lane]=$! lane_part[$lane]=$part lane_began[$lane]=$SECONDS
  set +m
}

run_part() {
  part=$1
  if [ "$2" = beside ] && [ -n "$side_by_side" ]; then own_tree; fi
  "test_${part//-/_}"
}

# Two runs of Maven in one folder would write over each other's classes.
own_tree() {
  mkdir "$work/tree-$part"
  tar -cf - --exclude=./.git --exclude=./work --exclude=target --exclude=node_modules . | tar -xf - -C "$work/tree-$part"
  cd "$work/tree-$part"
}

# part_ended: waits until a part ends, and starts the next one of its lane
part_ended() {
  local lane part pid status=0
  wait -n -p pid "${lane_job[@]}" || status=$?
  for lane in "${!lane_job[@]}"; do
    [ "${lane_job[$lane]}" = "$pid" ] || continue
    part=${lane_part[$lane]}
    unset "lane_job[$lane]"
    take_clusters_down "$part"
    took[$part]=$((SECONDS - lane_began[$lane]))
    case $status in
      0) result[$part]=passed ;;
      "$NOT_RUN") result[$part]="NOT RUN" ;;
      *) result[$part]=FAILED ;;
    esac
    echo "== $part: ${result[$part]} after ${took[$part]} s"
    start_next "$lane"
  done
}

# A part that ends with this did not run, and has said why with not_run.
NOT_RUN=77

not_run() { echo "$part: $*" >> "$work/not-run-$part"; }

# in_turn N: whether this part runs. CI takes a share, and with it some parts only at every third commit, as Turn.java does
# with classes of tests; people have all of them.
in_turn() {
  if [[ " $(other_turns) " != *" turn-$1 "* ]]; then return 0; fi
  not_run "runs with every third commit, this is share $K8S_RELEASE_TEST_SHARE"
  return 1
}

# other_turns: those that are left to other commits, as the plugin's tests are tagged
other_turns() {
  local number of turn
  IFS=/ read -r number of <<< "${K8S_RELEASE_TEST_SHARE:-1/1}"
  for turn in 1 2 3; do
    if [ "$of" -ge 3 ] && [ $(((number - 1) % 3 + 1)) != $turn ]; then echo "turn-$turn"; fi
  done | paste -sd' '
}

end_tests() {
  trap - EXIT
  trap '' INT TERM HUP
  local job part
  for job in "${lane_job[@]}" $localkube_job; do kill -TERM -- "-$job" 2> /dev/null || true; done
  for job in "${lane_job[@]}"; do wait "$job" 2> /dev/null || true; done
  for part in "${lane_part[@]}"; do take_clusters_down "$part"; done
  rm -rf "$work"
}

# cluster_up NAME OPTION...: a cluster of this run's own, which goes with the part; sets kubeconfig and cluster
cluster_up() {
  cluster=test-$1-$$
  forget_dead_clusters "$localkube"
  echo "$cluster" >> "$work/clusters-$part"
  "$localkube" up --name "$cluster" "${@:2}" > /dev/null
  kubeconfig=$(kubeconfig_of "$cluster")
}

# take_clusters_down PART
take_clusters_down() {
  local name program list=$work/clusters-$1
  [ -s "$list" ] || return 0
  program=$(cat "$work/localkube-$1")
  while read -r name; do "$program" down --name "$name" || true; done < "$list"
  rm "$list"
}

localkube_for_tests() {
  localkube=$(localkube_program)
  echo "$localkube" > "$work/localkube-$part"
}

# run_maven ARGUMENT...: shows each class as it ends and every error, and keeps the closing lines for the summary
run_maven() { show_maven maven "$@"; }
# A class of tests is a Jenkins in a process of its own, which starts for long and waits for longer: two at once.
run_jenkins_maven() { show_maven jenkins_maven -DforkCount=2 "$@"; }

show_maven() {
  local status=0
  "$@" 2>&1 | tee -a "$logs/$part-maven.log" | sed -unE -f dev.d/maven.sed || status=$?
  sed -i 's/\x1b\[[0-9;]*m//g' "$logs/$part-maven.log"
  grep -E '^\[[A-Z]+\] Tests run: [0-9]+, [^-]*$' "$logs/$part-maven.log" | grep -v 'Time elapsed' > "$work/closing-$part" || true
  # Of every run of this part: each test that failed with the first lines of what it says, or why nothing was tested.
  local failed=$work/failed-$part
  sed -nE '/^\[ERROR\] (Failures|Errors): *$/,/^\[[A-Z]+\] Tests run:/ { /^\[[A-Z]+\] (Tests run:|(Failures|Errors): *$|$)/d; p; }' "$logs/$part-maven.log" > "$failed"
  if [ "$status" != 0 ]; then
    [ -s "$failed" ] || grep -E '^\[ERROR\] {2,}' "$logs/$part-maven.log" > "$failed" || true
    echo "the whole log: $logs/$part-maven.log"
  fi
  cut -c 1-400 "$failed" | sed -n 1,60p >> "$work/closing-$part"
  return "$status"
}

# how_many_ran: the sum of the closing lines of this part
how_many_ran() { sed -n 's/.*Tests run: \([0-9]*\),.*/\1/p' "$work/closing-$part" | awk '{ n += $1 } END { print n + 0 }'; }

test_engine() {
  need_maven
  run_maven verify --projects ../engine
  [ "$(how_many_ran)" -gt 0 ] || fail "no test ran"
}

test_cli() {
  need_maven
  # The engine comes along only because the command line is compiled against it.
  run_maven verify --projects ../cli --also-make -Dengine.checks.skip=true
  [ "$(how_many_ran)" -gt 0 ] || fail "no test ran"
  # Nothing else would tell that a change broke the measurements, which nobody runs every day.
  javac -d "$work/bench" -cp cli/target/k8s-release.jar bench/src/*.java
}

test_library() {
  need_maven
  run_maven verify --projects ../pipeline-runner --also-make -Dengine.checks.skip=true
  [ "$(how_many_ran)" -gt 0 ] || fail "no test ran"
  # Tests of theirs fail when one is left out.
  echo "  run: $(ls examples/jenkins/*.Jenkinsfile | wc -l) example Jenkinsfiles, $(ls vars/*.groovy | wc -l) variables" | tee -a "$work/closing-$part"
}

test_plugin() {
  if ! prepare_jenkins_build; then
    not_run "the Jenkins plugin was neither built nor tested, $(plugin_test_classes) test classes: $why_no_jenkins"
    return "$NOT_RUN"
  fi
  run_jenkins_maven verify
  [ "$(how_many_ran)" -gt 0 ] || fail "no test ran"
}

plugin_test_classes() { find src/test/java -name '*Test.java' 2> /dev/null | wc -l; }

# tests_tagged TAG OPTION...: runs them, in both modules unless an option says otherwise, against the cluster that is up
tests_tagged() {
  local status=0
  K8S_RELEASE_TEST_KUBECONFIG=$kubeconfig K8S_RELEASE_TEST_LOCALKUBE=$localkube K8S_RELEASE_TEST_CLUSTER=$cluster \
    run_maven test -Dgroups="$1" -DexcludedGroups= -Dspotless.check.skip=true --fail-at-end "${@:2}" || status=$?
  if [ "$status" != 0 ]; then return "$status"; fi
  [ "$(how_many_ran)" -gt 0 ] || fail "no test ran, although some have the tag $1"
}

# plugin_tests_tagged TAG: the same for the plugin, where it can be built
plugin_tests_tagged() {
  if ! prepare_jenkins_build; then
    not_run "the plugin's tests with the tag $1 did not run: $why_no_jenkins"
    return
  fi
  local others
  others=$(other_turns)
  [ -z "$others" ] || not_run "the plugin's tests with the tags $others run with other commits, this is share $K8S_RELEASE_TEST_SHARE"
  K8S_RELEASE_TEST_KUBECONFIG=$kubeconfig K8S_RELEASE_TEST_LOCALKUBE=$localkube \
    run_jenkins_maven test -Dgroups="$1" -DexcludedGroups="${others// /,}" -Dspotless.check.skip
}

# has_tests TAG
has_tests() { grep -rqs "@Tag(\"$1\")" engine/src/test cli/src/test; }

test_cluster() {
  need_maven
  localkube_for_tests
  cluster_up simulated --simulated 3
  local status=0
  # Most of the time these wait for a cluster, so three classes run at once, each in namespaces of its own.
  local parallel=junit.jupiter.execution.parallel
  tests_tagged cluster -D$parallel.enabled=true -D$parallel.mode.classes.default=concurrent \
    -D$parallel.config.strategy=fixed -D$parallel.config.fixed.parallelism=3 \
    -D$parallel.config.fixed.max-pool-size=3 || status=$?
  plugin_tests_tagged cluster || status=$?
  return "$status"
}

# What a Jenkinsfile calls staging and production; each scenario runs on the engine of Pipeline, and then on a Jenkins.
test_jenkinsfiles() {
  in_turn 3 || return "$NOT_RUN"
  need_maven
  localkube_for_tests
  cluster_up staging --simulated 3
  export K8S_RELEASE_TEST_STAGING_KUBECONFIG=$kubeconfig
  cluster_up production --simulated 3
  local status=0
  tests_tagged jenkinsfiles --projects ../pipeline-runner --also-make || status=$?
  plugin_tests_tagged jenkinsfiles || status=$?
  return "$status"
}

# Small nodes would wait for each other: 60 are enough for 20 releases at once.
test_capacity_sample() {
  in_turn 3 || return "$NOT_RUN"
  capacity_against_kubernetes 30
}
test_capacity() { capacity_against_kubernetes 280; }

capacity_against_kubernetes() {
  need_maven
  localkube_for_tests
  cluster_up capacity --simulated 60
  tests_tagged capacity --projects ../engine -Dcapacity.cases="$1"
}

# Every death, and everything else, that a blue-green release must survive.
test_colours() {
  need_maven
  localkube_for_tests
  cluster_up colours --simulated 3
  K8S_RELEASE_TEST_COLOURS=${K8S_RELEASE_TEST_COLOURS:-1/1} tests_tagged cluster --projects ../engine -Dtest=BlueGreenFaultTest
}

test_realnodes() {
  if ! prepare_real_nodes; then
    not_run "tests on real nodes did not run: $why_no_real_nodes"
    return "$NOT_RUN"
  fi
  if ! has_tests realnodes; then
    not_run "no test has the tag realnodes"
    return "$NOT_RUN"
  fi
  need_maven
  localkube_for_tests
  images_into "$work/images"
  cluster_up real --real 3 --images "$work/images"
  tests_tagged realnodes
}

test_localkube() {
  in_turn 2 || return "$NOT_RUN"
  need_go
  prepare_real_nodes || not_run "localkube's tests of real nodes did not run: $why_no_real_nodes"
  localkube_for_tests
  local closing='^(ok|FAIL)[[:space:]]|^localkube: [0-9]+ passed' status=0
  show "/$closing/!p" localkube/test.sh || status=$?
  closing_lines "$closing"
  return "$status"
}

test_examples() {
  [ "$(id -u)" = 0 ] || not_run "the application was not run as its images run it, only its manifests were tested: that needs root"
  local status=0
  show '/^(not )?ok /p' examples/ticket-booking/test.sh || status=$?
  [ "$status" = 0 ] || cat "$logs/$part-all.log"
  closing_lines '^(#|ℹ) (tests|pass|fail|cancelled|skipped|todo) '
  return "$status"
}

# show SED_PROGRAM COMMAND...: shows those lines of a command, and keeps all. The closing lines come once, in the summary, so
# that whoever adds them up counts no test twice.
show() { "${@:2}" 2>&1 | tee "$logs/$part-all.log" | sed -unE "$1"; }

# closing_lines REGEX: what the runner of this part closed with, for the summary
closing_lines() { grep -E "$1" "$logs/$part-all.log" > "$work/closing-$part" || true; }

summary() {
  local seconds=$1 part failed= passed=
  shift
  echo
  echo "== summary, $((seconds / 60)) min $((seconds % 60)) s"
  for part; do
    printf '%-15s %-8s %4d s  %s\n' "$part" "${result[$part]}" "${took[$part]}" "${about[$part]}"
    case ${result[$part]} in
      FAILED) failed="$failed $part" ;;
      passed) passed="$passed $part" ;;
    esac
  done
  if compgen -G "$work/not-run-*" > /dev/null; then
    echo
    echo "NOT RUN:"
    for part; do [ ! -f "$work/not-run-$part" ] || sed 's/^/  /' "$work/not-run-$part"; done
  fi
  echo
  for part; do
    [ ! -s "$work/closing-$part" ] || { echo "$part:"; cat "$work/closing-$part"; }
  done
  if [ -n "$failed" ]; then
    echo "FAILED:$failed (logs: $logs)"
    exit 1
  fi
  echo "passed:${passed:- nothing}"
}
