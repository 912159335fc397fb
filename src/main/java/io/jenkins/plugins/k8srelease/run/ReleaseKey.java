package io.jenkins.plugins.k8srelease.run;

import hudson.model.Run;
import java.util.Objects;

/** One step of one build: what a release belongs to. */
public final class ReleaseKey {

    private final String run;
    private final String node;

    private ReleaseKey(String run, String node) {
        this.run = run;
        this.node = node;
    }

    /**
     * The key of a step.
     *
     * @param node id of the step's node in the flow, unique in its build
     */
    public static ReleaseKey of(Run<?, ?> run, String node) {
        return new ReleaseKey(run.getExternalizableId(), node);
    }

    public String node() {
        return node;
    }

    boolean isOf(Run<?, ?> build) {
        return run.equals(build.getExternalizableId());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReleaseKey key && run.equals(key.run) && node.equals(key.node);
    }

    @Override
    public int hashCode() {
        return Objects.hash(run, node);
    }

    @Override
    public String toString() {
        return run + " node " + node;
    }
}
