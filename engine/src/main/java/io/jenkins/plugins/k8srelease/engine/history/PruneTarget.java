package io.jenkins.plugins.k8srelease.engine.history;

import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;

/**
 * An object that an earlier release of the application had applied and that is not part of it any more.
 *
 * @param object which one
 * @param uid another object of that name is not it
 * @param kept why it stays although it is not part of the release any more; null for one that is deleted
 */
public record PruneTarget(ObjectRef object, String uid, String kept) {}
