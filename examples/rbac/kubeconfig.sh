#!/bin/bash
# Writes a kubeconfig for the ServiceAccount ticket-booking-release, with the server and the certificate authority of
# the current context and a token that ends by itself. Run it as somebody who may create tokens in the namespace.
#   ./kubeconfig.sh FILE [DURATION]      (default 24h; the server may allow less)
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: kubeconfig.sh FILE [DURATION]" >&2; exit 2; }
umask 077
namespace=ticket-booking account=ticket-booking-release
cluster() { kubectl config view --raw --minify --flatten -o "jsonpath={.clusters[0].cluster.$1}"; }
server=$(cluster server)
authority=$(cluster certificate-authority-data)
[ -n "$authority" ] || { echo "kubeconfig.sh: the current context names no certificate authority; its server cannot be pinned" >&2; exit 1; }
# Held in a variable and written by the shell itself: a token on a command line is seen by everybody on the machine.
token=$(kubectl create token "$account" --namespace "$namespace" --duration "${2:-24h}")
rm -f "$1"
cat > "$1" <<END
apiVersion: v1
kind: Config
clusters:
  - name: release
    cluster:
      server: $server
      certificate-authority-data: $authority
users:
  - name: $account
    user:
      token: $token
contexts:
  - name: release
    context:
      cluster: release
      user: $account
      namespace: $namespace
current-context: release
END
