package io.jenkins.plugins.k8srelease.engine.plan;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;

/**
 * One object that somebody wants to release.
 *
 * @param object as it was loaded
 * @param origin where from, for messages, for example {@code manifests/backend/backend-service.yaml, document 1}
 */
public record ReleaseInput(KubeObject object, String origin) {}
