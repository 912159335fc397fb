/**
 * Kubeconfig as data. Nothing that a kubeconfig can make a client do (run a program, read a file, call an issuer, use a
 * proxy) is done by the controller: such entries are refused.
 */
package io.jenkins.plugins.k8srelease.kubeconfig;
