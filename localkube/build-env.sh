# Sourced by build.sh and test.sh: one set of flags, so that both share Go's
# build cache (other flags would compile all of Kubernetes a second time).
export GOTOOLCHAIN=local CGO_ENABLED=0
# No debug information: it would cost a fifth of the build's time and is never read.
export GOFLAGS="-buildvcs=false -trimpath -gcflags=all=-dwarf=false"
kube_version=$(sed -n 's,^\tk8s.io/kubernetes \(v[0-9.]*\)$,\1,p' go.mod)
LOCALKUBE_LDFLAGS="-s -w"
# Without these the server calls itself v0.0.0-master+$Format:%H$, which no client can parse.
for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
  for setting in gitVersion="$kube_version" gitMajor="$(echo "${kube_version#v}" | cut -d. -f1)" gitMinor="$(echo "$kube_version" | cut -d. -f2)" \
    gitCommit="$kube_version" gitTreeState=clean buildDate=2025-01-01T00:00:00Z; do
    LOCALKUBE_LDFLAGS="$LOCALKUBE_LDFLAGS -X $package.$setting"
  done
done
