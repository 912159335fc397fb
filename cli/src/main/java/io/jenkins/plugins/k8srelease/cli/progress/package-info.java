/** What a person sees while a release runs. */
package io.jenkins.plugins.k8srelease.cli.progress;
