/** Clusters that an administrator names, who may use them, and how folders narrow that down. */
package io.jenkins.plugins.k8srelease.cluster;
