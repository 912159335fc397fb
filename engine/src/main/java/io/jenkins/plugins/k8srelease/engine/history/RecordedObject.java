package io.jenkins.plugins.k8srelease.engine.history;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;

/**
 * One object of a release.
 *
 * @param config what is applied, complete
 * @param wave the number of its wave, from 0
 * @param inputDigest digest of {@code config}
 * @param change true when the release changes it, false when it was found unchanged
 * @param before its pre-image, null when it is not changed
 */
public record RecordedObject(KubeObject config, int wave, String inputDigest, boolean change, PreImage before) {}
