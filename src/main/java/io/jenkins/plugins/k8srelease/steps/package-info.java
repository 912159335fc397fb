/** The Pipeline steps. */
package io.jenkins.plugins.k8srelease.steps;
