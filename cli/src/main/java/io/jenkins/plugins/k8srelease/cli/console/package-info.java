/** What the command reads from and writes to. */
package io.jenkins.plugins.k8srelease.cli.console;
