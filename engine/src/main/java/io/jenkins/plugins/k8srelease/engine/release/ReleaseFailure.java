package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.health.Verdict;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;

/** The release cannot succeed: it is undone. */
final class ReleaseFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient KubeObject object;
    private final transient Verdict verdict;
    private final boolean observed;

    ReleaseFailure(String message) {
        this(message, null, null);
    }

    /** Failed for what an object's verdict says. */
    ReleaseFailure(String message, KubeObject object, Verdict verdict) {
        this(message, object, verdict, false);
    }

    private ReleaseFailure(String message, KubeObject object, Verdict verdict, boolean observed) {
        super(message);
        this.object = object;
        this.verdict = verdict;
        this.observed = observed;
    }

    /** Was healthy, and did not stay so. */
    static ReleaseFailure whileObserved(String message, KubeObject object, Verdict verdict) {
        return new ReleaseFailure(message, object, verdict, true);
    }

    boolean isObserved() {
        return observed;
    }

    KubeObject object() {
        return object;
    }

    Verdict verdict() {
        return verdict;
    }
}
