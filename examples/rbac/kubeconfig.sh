#!/bin/bash
# Prints a kubeconfig for the ServiceAccount ticket-booking-release, with the server and the certificate authority of
# the current context and a token that ends by itself. Run it as somebody who may create tokens in the namespace.
#   ./kubeconfig.sh [DURATION] > release.kubeconfig      (default 24h; the server may allow less)
set -euo pipefail
umask 077
namespace=ticket-booking account=ticket-booking-release
cluster() { kubectl config view --raw --minify --flatten -o "jsonpath={.clusters[0].cluster.$1}"; }
server=$(cluster server)
authority=$(cluster certificate-authority-data)
[ -n "$authority" ] || { echo "kubeconfig.sh: the current context names no certificate authority; its server cannot be pinned" >&2; exit 1; }
# Held in a variable and written by the shell itself: a token on a command line is seen by everybody on the machine.
token=$(kubectl create token "$account" --namespace "$namespace" --duration "${1:-24h}")
cat <<END
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
