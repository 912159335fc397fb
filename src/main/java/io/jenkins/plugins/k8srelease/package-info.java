/**
 * Kubernetes Release in Jenkins: clusters that an administrator names, credentials, Pipeline steps. Whatever a release
 * <em>is</em> stands in {@code io.jenkins.plugins.k8srelease.engine}, which knows no Jenkins class and is compiled into
 * this plugin.
 */
package io.jenkins.plugins.k8srelease;
