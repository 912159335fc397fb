package io.jenkins.plugins.k8srelease.engine.status;

import io.jenkins.plugins.k8srelease.engine.health.State;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;

/**
 * One object of the live release as the cluster has it now.
 *
 * @param object its identity
 * @param state ready, progressing or failed; failed when it does not exist
 * @param reason a CamelCase token: a verdict's, or {@code Missing}, or {@code Unreadable}
 * @param message one sentence
 */
public record ObjectStatus(ObjectRef object, State state, String reason, String message) {

    public static final String MISSING = "Missing";
    public static final String UNREADABLE = "Unreadable";
}
