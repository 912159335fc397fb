/** The commands and their options. */
package io.jenkins.plugins.k8srelease.cli.command;
