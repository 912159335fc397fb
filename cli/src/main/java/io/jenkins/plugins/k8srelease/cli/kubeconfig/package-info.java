/** Finds the API server, the credential and the namespace exactly as kubectl does. */
package io.jenkins.plugins.k8srelease.cli.kubeconfig;
