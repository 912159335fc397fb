package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.health.Verdict;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;

/** The release cannot succeed: it is undone. */
final class ReleaseFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient KubeObject object;
    private final transient Verdict verdict;

    ReleaseFailure(String message) {
        this(message, null, null);
    }

    /** Failed for what an object's verdict says. */
    ReleaseFailure(String message, KubeObject object, Verdict verdict) {
        super(message);
        this.object = object;
        this.verdict = verdict;
    }

    KubeObject object() {
        return object;
    }

    Verdict verdict() {
        return verdict;
    }
}
