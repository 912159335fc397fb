# Sourced by dev. The build of the Jenkins plugin: the ordinary one of a released plugin, whose parent, core and plugins come
# from the Jenkins project's own Maven repository. Where that cannot be reached, and the local repository does not have them
# either, nothing of the plugin is built; everything else is.

# The parent demands 3.9.6 or newer, which Debian 12 does not have; this one comes from Maven Central.
jenkins_maven_version=3.9.11

# Runs the Maven that the plugin's parent demands, at the root.
jenkins_maven() { "$jenkins_mvn" --batch-mode --no-transfer-progress --file pom.xml "$@" < /dev/null; }

# prepare_jenkins_build: sets jenkins_mvn; or says why not in why_no_jenkins, and returns 1
prepare_jenkins_build() {
  local log unresolved
  need_maven
  find_jenkins_maven || return 1
  log=$(mktemp)
  # 'validate' needs parent, BOM, packaging and extension, which resolve together or not at all. What is missing only later
  # fails the build.
  if ! jenkins_maven validate > "$log" 2>&1; then
    unresolved=$(sed 's/\x1b\[[0-9;]*m//g' "$log" | grep -m 1 -oE '(Non-resolvable (parent|import) POM|Plugin [^ ]+ or one of its dependencies could not be resolved)' || true)
    if [ -n "$unresolved" ]; then
      why_no_jenkins="what Jenkins' plugins are built with stands in the Jenkins project's own Maven repository and does not resolve here ($unresolved)"
      rm -f "$log"
      return 1
    fi
  fi
  rm -f "$log"
}

find_jenkins_maven() {
  local home=$caches/apache-maven-$jenkins_maven_version archive work
  if version_at_least "$(maven_version mvn)" 3.9.6; then
    jenkins_mvn=mvn
    return
  fi
  jenkins_mvn=$home/bin/mvn
  [ ! -x "$jenkins_mvn" ] || return 0
  mkdir -p "$caches"
  work=$(mktemp -d "$caches/maven.XXXXXX")
  archive=apache-maven-$jenkins_maven_version-bin.tar.gz
  say "fetching Maven $jenkins_maven_version"
  # From an empty folder, so that no project's settings play a part.
  if ! (cd "$work" && mvn --batch-mode --quiet org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    -Dartifact="org.apache.maven:apache-maven:$jenkins_maven_version:tar.gz:bin" -DoutputDirectory=.) < /dev/null >&2 ||
    ! tar -xzf "$work/$archive" -C "$work"; then
    rm -rf "$work"
    why_no_jenkins="the Maven that the parent demands could not be fetched from Maven Central"
    return 1
  fi
  mv -T "$work/apache-maven-$jenkins_maven_version" "$home" 2> /dev/null || [ -x "$jenkins_mvn" ]
  rm -rf "$work"
}

maven_version() { "$1" -version 2> /dev/null | sed 's/\x1b\[[0-9;]*m//g' | sed -n 's/^Apache Maven \([0-9.]*\).*/\1/p'; }

# A Jenkins for trying out, with what examples/jenkins configures: a job for each example, and two local clusters.
run_jenkins() {
  local job
  prepare_jenkins_build || fail "$why_no_jenkins"
  localkube=$(localkube_program)
  "$localkube" status 2> /dev/null | grep '^dev: up' > /dev/null ||
    fail "the local cluster is not up; type: ./dev cluster up --simulated 3"
  mkdir -p target/dev-jenkins
  tell_jenkins_of PRODUCTION dev
  say "the cluster 'staging' is a second one; '$localkube down --name dev-staging' takes it away"
  "$localkube" up --name dev-staging --simulated 3 > /dev/null
  tell_jenkins_of STAGING dev-staging
  # What a checkout would bring: these jobs have no repository.
  for job in rolling environments release; do
    mkdir -p "work/workspace/$job"
    cp -R manifests "work/workspace/$job/"
  done
  # The build's jobs find the cluster's kubectl.
  printf '#!/bin/sh\nexec "%s" kubectl "$@"\n' "$localkube" > target/dev-jenkins/kubectl
  chmod +x target/dev-jenkins/kubectl
  K8S_EXAMPLES=$root/examples/jenkins
  DB_PASSWORD=${DB_PASSWORD:-$(head -c 18 /dev/urandom | base64)}
  MYSQL_ROOT_PASSWORD=${MYSQL_ROOT_PASSWORD:-$(head -c 18 /dev/urandom | base64)}
  export K8S_EXAMPLES DB_PASSWORD MYSQL_ROOT_PASSWORD
  export CASC_JENKINS_CONFIG=$root/examples/jenkins/jenkins.yaml PATH=$root/target/dev-jenkins:$PATH
  say "Jenkins will be at http://localhost:${PORT:-8080}/jenkins/ ; end it with Ctrl-C"
  exec "$jenkins_mvn" --batch-mode --no-transfer-progress hpi:run -Dport="${PORT:-8080}" -Dspotless.check.skip "$@"
}

# tell_jenkins_of NAME CLUSTER: exports what examples/jenkins/jenkins.yaml asks for
tell_jenkins_of() {
  local config certificate=$root/target/dev-jenkins/$1.pem
  config=$(kubeconfig_of "$2")
  sed -n 's/^ *certificate-authority-data: //p' "$config" | base64 -d > "$certificate"
  export "K8S_$1_KUBECONFIG=$config" "K8S_$1_CA_FILE=$certificate"
  export "K8S_$1_SERVER=$(sed -n 's/^ *server: //p' "$config")"
}
