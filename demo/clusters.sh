# Sourced by demo.sh. Where the story takes place: real nodes, simulated ones, or the user's own cluster.

cluster=
# Whether pods carry traffic here, and where it goes once the Service is there.
traffic=
url=
not_shown=()

get_cluster() {
  if [ -z "$context" ]; then LOCALKUBE=${LOCALKUBE:-$("$root/localkube/build.sh")}; fi
  page_smoke=(--smoke frontend-service:80/ --smoke-body 'Ticket')
  setting_smoke=(--smoke-json /config/logLevel=warn)
  setting_words=" and run with LOG_LEVEL=warn"
  job_words="All of it is one call of a Jenkinsfile: $jenkinsfile, run as Jenkins runs it."
  traffic_words="$((2 * rate)) requests a second go through the frontend's Service to the backend and its database, all the time."
  if [ -n "$context" ]; then
    own_cluster
  elif [ -n "$simulated" ] || ! real_nodes; then
    simulated_nodes
  fi
}

real_nodes() {
  [ "$(id -u)" = 0 ] || return 1
  chapter "A Kubernetes of its own" \
    "API server, scheduler, controllers and three nodes on this machine, each node in namespaces of its own: kubelet," \
    "containerd, runc. The images come from a local archive; nothing is pulled, nothing outside is touched."
  say "   making the images, which is quick from the second time on"
  LOCALKUBE=$LOCALKUBE "$root/examples/ticket-booking/images.sh" "$work/images"
  ask_sooner
  chapter_began=$SECONDS
  up --real 3 --images "$work/images"
  claim "three nodes are Ready" nodes_ready 3
  traffic=yes
}

simulated_nodes() {
  simulated=yes
  chapter "A Kubernetes of its own, with simulated nodes" \
    "API server, scheduler and controllers are real; the pods are only objects that behave by rules. That needs no root."
  not_shown+=("traffic during a release, since simulated pods carry none: run this as root, with the packages that './dev test' names")
  not_shown+=("the application's own answers: simulated pods answer every smoke test with the version of their image")
  up --simulated 3
  claim "three nodes are Ready" nodes_ready 3
  page_smoke=(--smoke frontend-service:80/)
  setting_smoke=()
  setting_words=
  traffic_words="Simulated pods carry no traffic, so none is shown; the pods are replaced as real ones are."
}

own_cluster() {
  command -v kubectl > /dev/null || { say "--context needs kubectl, to make sure that the namespace is new and to remove it afterwards"; exit 4; }
  chapter "Your own cluster, context $context" "The namespace $namespace is made, and removed at the end."
  not_shown+=("traffic during a release: on a cluster of your own the demo does not know a way in")
  if kube get namespace "$namespace" > /dev/null 2>&1; then
    say "The namespace $namespace exists in $context already. The demo touches nothing that it did not make: remove it, or take another cluster."
    exit 4
  fi
  job_words="(On a cluster of your own the command line does it: no example Jenkinsfile knows the names of your images.)"
  traffic_words="On a cluster of your own no traffic is made; the pods are replaced as they are under traffic."
  made_namespace=yes
}

kube() {
  if [ -n "$context" ]; then kubectl --context "$context" "$@"; else "$LOCALKUBE" kubectl "$@"; fi
}

up() {
  cluster=demo-nodes-$$
  "$LOCALKUBE" up --name "$cluster" "$@" > "$work/env" 2> >(sed 's/^/    /')
  KUBECONFIG=$(sed -n 's/^export KUBECONFIG=//p' "$work/env")
  export KUBECONFIG
}

nodes_ready() { [ "$(kube get nodes -o 'jsonpath={range .items[*].status.conditions[?(@.type=="Ready")]}{.status}{"\n"}{end}' | grep -c '^True$')" = "$1" ]; }

# first_back_off SINCE: when the cluster first announced a crash loop after that moment
first_back_off() {
  kube get events --namespace "$namespace" --field-selector reason=BackOff \
    -o 'jsonpath={range .items[*]}{.firstTimestamp}{"\n"}{end}' |
    while read -r time; do [[ $time != [0-9]* ]] || date -d "$time" +%s; done |
    awk -v since="$1" '$1 >= since - 1' | sort -n | head -n 1
}

leave_cluster() {
  if [ -n "$cluster" ]; then
    if [ -n "$keep" ]; then
      say "The cluster is still up. export KUBECONFIG=$KUBECONFIG; '$LOCALKUBE down --name $cluster' takes it away."
    else
      "$LOCALKUBE" down --name "$cluster" || true
    fi
  elif [ -n "${made_namespace:-}" ]; then
    if [ -n "$keep" ]; then
      say "The application is still up; 'kubectl --context $context delete namespace $namespace' takes it away."
    else
      kube delete namespace "$namespace" --ignore-not-found || true
    fi
  fi
}

# make_simulated_pods_crash: an image that crashes says nothing to a simulated pod, which behaves as its annotations ask
make_simulated_pods_crash() {
  local file=$work/manifests/backend/backend-deployment.yaml
  [ -n "$simulated" ] || return 0
  awk '{ print }
    /^  template:/ { template = 1 }
    template && /^    metadata:/ {
      print "      annotations:"
      print "        localkube/behaviour: crash-loop"
      print "        localkube/log: \"ERROR cannot start: the seat map /srv/seatmap.json is missing from the image\""
      template = 0
    }' "$root/manifests/backend/backend-deployment.yaml" > "$file"
}

make_simulated_pods_healthy() {
  [ -n "$simulated" ] || return 0
  cp "$root/manifests/backend/backend-deployment.yaml" "$work/manifests/backend/"
}
