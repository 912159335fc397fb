package io.jenkins.plugins.k8srelease.engine.manifest;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;

/**
 * An object of the release and where it was written.
 *
 * @param object with values and images in place, without fields that only the server writes; its namespace is empty
 *     where the manifest leaves it out
 * @param origin first line of the object
 */
public record LoadedObject(KubeObject object, Origin origin) {}
