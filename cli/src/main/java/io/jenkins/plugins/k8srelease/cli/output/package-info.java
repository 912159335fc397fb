/** Results as text for people and as JSON for machines. */
package io.jenkins.plugins.k8srelease.cli.output;
