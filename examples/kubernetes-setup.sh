#!/bin/bash
# Prepares a cluster for releases of the Ticket Booking System, once, as somebody who may: checks what is there, makes the
# namespace with its quota and limits and the account that releases, and writes a kubeconfig for it.
#   examples/kubernetes-setup.sh [--check] [--extras] [KUBECONFIG_FILE [DURATION]]
# --check changes nothing. --extras lets the account look at nodes and classes, too (read only). Works on the current
# context of kubectl, or on that of $KUBECONFIG. What is there already stays as it is; a second run is harmless.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
check='' extras='' namespace=ticket-booking
while [ $# -gt 0 ]; do
  case $1 in
    --check) check=1 ;;
    --extras) extras=1 ;;
    -h | --help) sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit ;;
    -*) echo "kubernetes-setup.sh: there is no option $1" >&2; exit 2 ;;
    *) break ;;
  esac
  shift
done
file=${1:-release.kubeconfig} duration=${2:-24h}

good() { echo "  ok       $*"; }
note() { echo "  note     $*"; }
wrong=0
bad() { echo "  MISSING  $*"; wrong=1; }

command -v kubectl > /dev/null || { echo "kubernetes-setup.sh: kubectl is needed: https://kubernetes.io/docs/tasks/tools/" >&2; exit 1; }
echo "Cluster: $(kubectl config view --minify -o 'jsonpath={.clusters[0].cluster.server}'), as context $(kubectl config current-context)"
version=$(kubectl get --raw /version 2>&1) || { echo "kubernetes-setup.sh: the cluster does not answer: $version" >&2; exit 1; }
minor=$(sed -n 's/.*"minor": *"\([0-9]*\).*/\1/p' <<< "$version")
if [ "${minor:-0}" -ge 28 ]; then good "Kubernetes 1.$minor"; else bad "Kubernetes 1.28 or newer (this is 1.$minor)"; fi

nodes=$(kubectl get nodes --no-headers 2> /dev/null | awk '$2 ~ /^Ready/' | wc -l)
if [ "$nodes" -ge 3 ]; then good "$nodes nodes are ready"; else note "$nodes nodes are ready; three let one of them fail"; fi
if kubectl get storageclass -o yaml 2> /dev/null | grep -q 'is-default-class: "true"'; then
  good "a default storage class for the database's 10Gi"
else
  bad "a default storage class, or a storageClassName in manifests/database/mysql-pvc.yaml"
fi
if [ -n "$(kubectl get ingressclass -o name 2> /dev/null)" ]; then good "an ingress controller's class"; else note "no IngressClass: the page will not be reachable from outside"; fi
if kubectl get --raw /apis/metrics.k8s.io/v1beta1 > /dev/null 2>&1; then good "metrics, so that the autoscaler works"; else note "no metrics server: the backend keeps its three pods"; fi
for right in "create namespaces" "create roles.rbac.authorization.k8s.io -n $namespace" "create resourcequotas -n $namespace" "create serviceaccounts/token -n $namespace"; do
  # shellcheck disable=SC2086 # the words are options
  if kubectl auth can-i $right > /dev/null 2>&1; then good "you may $right"; else bad "your right to $right"; fi
done
[ "$wrong" = 0 ] || { echo "Something is missing; nothing was changed." >&2; exit 1; }
[ -z "$check" ] || exit 0

echo "Namespace, quota, limits, account and rights:"
kubectl apply -f "$root/manifests/namespace/" -f "$root/examples/rbac/release-role.yaml" ${extras:+-f "$root/examples/rbac/cluster-extras.yaml"} | sed 's/^/  /'
"$root/examples/rbac/kubeconfig.sh" "$file" "$duration"
echo "Ready. $file releases into $namespace for $duration:"
echo "  export KUBECONFIG=$(readlink -f "$file")"
