/** The {@code k8s-release} command. Thin: it reads options, and writes what the engine answers. */
package io.jenkins.plugins.k8srelease.cli;
