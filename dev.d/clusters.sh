# Sourced by dev. Clusters of localkube, for people and for the tests.

# images_into FOLDER: an archive with every image of the Ticket Booking System
images_into() { LOCALKUBE=$localkube examples/ticket-booking/images.sh "$1"; }

# cluster COMMAND ARGUMENT...: localkube for people, on the cluster "dev" unless --name says otherwise
cluster() {
  local command=${1:-status}
  [ $# = 0 ] || shift
  localkube=$(localkube_program)
  case $command in
    up)
      if prepare_real_nodes && ! [[ " $* " == *" --simulated "* && " $* " != *" --real "* ]]; then
        # The folder is the same each time, since 'up' refuses a running cluster that has other settings.
        images_into "$caches/dev-images"
        set -- --images "$caches/dev-images" "$@"
      fi
      exec "$localkube" up --name dev "$@"
      ;;
    kubectl) KUBECONFIG=$(kubeconfig_of dev) exec "$localkube" kubectl "$@" ;;
    load | image) exec "$localkube" "$command" "$@" ;;
    node | images) exec "$localkube" "$command" "${1:-}" --name dev "${@:2}" ;;
    *) exec "$localkube" "$command" --name dev "$@" ;;
  esac
}

# kubeconfig_of NAME
kubeconfig_of() {
  local line
  line=$("$localkube" env --name "$1") || return 1
  echo "${line#export KUBECONFIG=}"
}

# forget_dead_clusters LOCALKUBE: takes down what a run that was killed left; names end with the process that made them
forget_dead_clusters() {
  local name
  for name in $("$1" status 2> /dev/null | sed -nE 's/^((test|demo)-[a-z]+-[0-9]+): .*/\1/p'); do
    # A process of that id that is no run of this program is a later one that got the same id.
    if ! grep -qsa -e '/dev\b' -e '^./dev\b' -e demo.sh "/proc/${name##*-}/cmdline"; then
      say "cluster $name was left by a run that is gone"
      "$1" down --name "$name" || true
    fi
  done
}
