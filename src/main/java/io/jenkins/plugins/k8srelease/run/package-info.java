/**
 * The releases that this controller has under way. A release belongs to the {@link
 * io.jenkins.plugins.k8srelease.run.ReleaseRegistry}, not to the step that began it: it goes on when the step is ended by
 * force, and when the controller comes back.
 */
package io.jenkins.plugins.k8srelease.run;
