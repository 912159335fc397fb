package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.plan.Plan;

/** The release must not begin; nothing of the application was changed. */
final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean badInput;
    private final transient Plan plan;

    StartFailure(boolean badInput, String message, Plan plan) {
        super(message);
        this.badInput = badInput;
        this.plan = plan;
    }

    boolean isBadInput() {
        return badInput;
    }

    Plan plan() {
        return plan;
    }
}
