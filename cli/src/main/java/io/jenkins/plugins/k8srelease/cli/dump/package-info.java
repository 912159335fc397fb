/** Dumps of objects: data that a cluster wrote, not manifests that somebody wants released. */
package io.jenkins.plugins.k8srelease.cli.dump;
