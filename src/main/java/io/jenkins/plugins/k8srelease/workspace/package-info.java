/** Manifests that lie in a workspace, which may be on another machine. */
package io.jenkins.plugins.k8srelease.workspace;
