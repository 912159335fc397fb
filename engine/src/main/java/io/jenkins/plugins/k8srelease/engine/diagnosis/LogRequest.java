package io.jenkins.plugins.k8srelease.engine.diagnosis;

import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;

/**
 * Log lines that would help a diagnosis.
 *
 * @param pod the pod
 * @param container its container, an init container included
 * @param previous true for the run that ended last, as {@code kubectl logs --previous}
 * @param tailLines how many of the last lines
 */
public record LogRequest(ObjectRef pod, String container, boolean previous, int tailLines) {}
