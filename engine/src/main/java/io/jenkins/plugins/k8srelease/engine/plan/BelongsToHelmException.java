package io.jenkins.plugins.k8srelease.engine.plan;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;

/** An object is part of a Helm release, which would go on to change it. */
final class BelongsToHelmException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BelongsToHelmException(KubeObject object, String release) {
        super(object + " belongs to the Helm release " + (release.isEmpty() ? "(without a name)" : release)
                + ", which would change it back or delete it. Give it another name in the manifests; or let Helm go first"
                + " ('helm uninstall --keep-history' deletes it, so annotate it helm.sh/resource-policy: keep before); or"
                + " take it with 'onConflict: force'");
    }
}
