# Sourced by dev. Finds the programs that a command needs, installs packages of Debian where that is possible, and
# otherwise says what to type.

# version_at_least HAVE WANTED
version_at_least() { [ "$(printf '%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

debian_root() { [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; }

# has_candidate PACKAGE: apt could install it
has_candidate() { apt-cache policy "$1" 2> /dev/null | grep -q 'Candidate: [^(]'; }

# install_packages PACKAGE...: installs them, or ends with what to type
install_packages() {
  local log
  if ! debian_root; then
    if command -v apt-get > /dev/null; then
      fail "packages are missing; type: sudo apt-get install --no-install-recommends $*"
    fi
    fail "programs are missing; install what Debian calls: $*"
  fi
  say "installing $*"
  log=$(mktemp)
  mkdir -p "$caches"
  # What runs side by side may need packages at the same time, and apt does not wait for another apt.
  if ! (flock 9 && { apt_install "$@" || { apt-get update && apt_install "$@"; }; }) > "$log" 2>&1 < /dev/null 9> "$caches/.packages.lock"; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    fail "the packages could not be installed (see above); type: apt-get update && apt-get install --no-install-recommends $*"
  fi
  rm -f "$log"
}

apt_install() { DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@"; }

# Maven and the JDK that it runs on: at least 3.6.3 and 17.
need_maven() {
  local jdk=openjdk-17-jdk-headless about java
  if ! maven_works; then
    has_candidate "$jdk" || jdk=default-jdk-headless
    install_packages maven "$jdk"
    maven_works || fail "Maven does not run on a JDK of version 17 or newer even now; point JAVA_HOME at one ('mvn -version' shows which it takes)"
  fi
}

maven_works() {
  command -v mvn > /dev/null || return 1
  about=$(mvn -version 2> /dev/null | sed 's/\x1b\[[0-9;]*m//g') || return 1
  java=$(sed -n 's/^Java version: \([0-9.]*\).*/\1/p' <<< "$about")
  version_at_least "$(sed -n 's/^Apache Maven \([0-9.]*\).*/\1/p' <<< "$about")" 3.6.3 &&
    version_at_least "$java" 17 &&
    [ -x "$(sed -n 's/^Java version:.*runtime: //p' <<< "$about")/bin/javac" ]
}

go_version() { GOTOOLCHAIN=local go env GOVERSION 2> /dev/null | sed 's/^go//; s/ .*//'; }

# Go, at least of the version that localkube/go.mod names.
need_go() {
  local wanted minor newest here
  wanted=$(sed -n 's/^go //p' localkube/go.mod)
  if command -v go > /dev/null && version_at_least "$(go_version)" "$wanted"; then return; fi
  if [ -x /usr/local/go/bin/go ] && version_at_least "$(PATH=/usr/local/go/bin:$PATH go_version)" "$wanted"; then
    PATH=/usr/local/go/bin:$PATH
    return
  fi
  minor=${wanted#*.}
  minor=${minor%%.*}
  # Debian 12 itself stops at 1.19; its backports and later releases have newer ones beside each other.
  newest=$(apt-cache search --names-only '^golang-1\.[0-9]+-go$' 2> /dev/null | sed 's/golang-1\.\([0-9]*\)-go .*/\1/' | sort -n | tail -n 1)
  if [ "${newest:-0}" -ge "$minor" ] && has_candidate "golang-1.$newest-go"; then
    [ -x "/usr/lib/go-1.$newest/bin/go" ] || install_packages "golang-1.$newest-go"
    PATH=/usr/lib/go-1.$newest/bin:$PATH
    return
  fi
  here=$(go_version || true)
  fail "localkube is built with Go $wanted or newer; here is ${here:-none}, and this machine's package sources have none.
Type (with the newest version of https://go.dev/dl and your architecture):
  curl -fL https://go.dev/dl/go1.24.13.linux-$(dpkg --print-architecture 2> /dev/null || echo amd64).tar.gz | tar -xz -C /usr/local
  export PATH=/usr/local/go/bin:\$PATH"
}

# Packages that real nodes need and that are missing here, one a line.
missing_node_packages() {
  local need
  for need in containerd:containerd ctr:containerd containerd-shim-runc-v2:containerd runc:runc nft:nftables ip:iproute2; do
    command -v "${need%%:*}" > /dev/null || echo "${need#*:}"
  done | sort -u
  [ -x /usr/lib/cni/bridge ] || [ -x /opt/cni/bin/bridge ] || echo containernetworking-plugins
}

# Makes real nodes possible where they may be: says why not, and returns 1, where they are not.
prepare_real_nodes() {
  local missing
  if [ "$(id -u)" != 0 ]; then
    why_no_real_nodes="they need root"
    return 1
  fi
  missing=$(missing_node_packages)
  if [ -n "$missing" ]; then
    if ! command -v apt-get > /dev/null; then
      why_no_real_nodes="programs are missing; install what Debian calls: $(echo $missing)"
      return 1
    fi
    install_packages $missing
  fi
}
