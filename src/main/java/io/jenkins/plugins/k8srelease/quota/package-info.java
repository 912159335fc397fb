/** {@code withK8sQuota}: whether a release fits is asked before anything else is done. */
package io.jenkins.plugins.k8srelease.quota;
