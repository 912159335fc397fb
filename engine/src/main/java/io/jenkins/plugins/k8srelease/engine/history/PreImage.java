package io.jenkins.plugins.k8srelease.engine.history;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;

/**
 * An object as it was before the release.
 *
 * @param object the whole object with its managedFields but without its status; null when it was absent
 * @param forced true when the release was told to take fields from other managers
 */
public record PreImage(KubeObject object, boolean forced) {

    public boolean wasAbsent() {
        return object == null;
    }
}
