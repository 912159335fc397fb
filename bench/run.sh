#!/bin/bash
# Runs the same releases through k8s-release, kubectl and Helm 4 on one local cluster with simulated nodes, and prints what
# each of them took. 'bench/run.sh --help' tells more.
set -euo pipefail

HELM=v4.3.1

usage() {
	cat <<-END
	usage: bench/run.sh [OPTION...]

	Needs Java 17, Maven and Go, as './dev build' does. Helm $HELM is built from its Go module, once. Prints a table of
	medians of one run, in Markdown, and ratios: what the machine does besides changes all of them alike, roughly.

	  --rounds N      how often each release is done; default 3
	  --sizes LIST    numbers of objects; default 15,500
	  --tools LIST    of: warm, no-plan, cold, kubectl, helm; default all
	  --only LIST     of: release, failure, foreign, waiting; default all
	  --waiting N     releases that wait at once; default 1000
	  --foreign N     pods that belong to nobody here; default 4000
	  --keep          leave the cluster up
	END
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
caches=${XDG_CACHE_HOME:-$HOME/.cache}/k8s-release
. dev.d/tools.sh
say() { echo "bench: $*" >&2; }
fail() { say "$*"; exit 1; }

keep=
options=()
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) usage; exit ;;
	--keep) keep=yes; shift ;;
	--rounds | --sizes | --tools | --only | --waiting | --foreign)
		[ $# -ge 2 ] || { usage >&2; exit 2; }
		options+=("$1" "$2"); shift 2 ;;
	*) usage >&2; exit 2 ;;
	esac
done

need_go
helm=$caches/helm-$HELM/helm
if [ ! -x "$helm" ]; then
	say "building Helm $HELM, which takes some minutes once"
	# A place of its own, and moved when it is whole: a build that is killed leaves nothing half.
	build=$(mktemp -d "$caches/build.XXXXXX")
	GOBIN=$build go install -trimpath -ldflags='-s -w' "helm.sh/helm/v4/cmd/helm@$HELM"
	mkdir -p "${helm%/*}"
	mv "$build/helm" "$helm"
	rmdir "$build"
fi
if [ -z "${BENCH_NO_BUILD:-}" ]; then
	need_maven
	say "building engine and command line"
	mvn --batch-mode --no-transfer-progress --file parent/pom.xml --quiet package -DskipTests -Dspotbugs.skip -Dspotless.check.skip < /dev/null
fi
localkube=$(localkube/build.sh)
work=$(mktemp -d "${TMPDIR:-/tmp}/k8s-release-bench.XXXXXX")
cluster=bench-$$
finish() {
	rm -rf "$work"
	[ -n "$keep" ] || "$localkube" down --name "$cluster" > /dev/null 2>&1 || true
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say "starting a cluster"
"$localkube" up --name "$cluster" --simulated 20 --node-size cpu=64,memory=256Gi > /dev/null
line=$("$localkube" env --name "$cluster")
export KUBECONFIG=${line#export KUBECONFIG=}
javac -d "$work/classes" -cp cli/target/k8s-release.jar bench/src/*.java
BENCH_LOCALKUBE=$localkube BENCH_HELM=$helm BENCH_WORK=$work BENCH_COMMAND=$root/bin/k8s-release \
	java -Xmx2g -cp "cli/target/k8s-release.jar:$work/classes" Bench ${options[@]+"${options[@]}"}
