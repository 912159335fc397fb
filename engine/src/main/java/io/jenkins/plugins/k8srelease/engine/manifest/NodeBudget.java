package io.jenkins.plugins.k8srelease.engine.manifest;

/** Counts what all documents of one load hold together, so that it fits in memory whatever the input is made of. */
final class NodeBudget {

    private final LoadLimits limits;
    private long spent;

    NodeBudget(LoadLimits limits) {
        this.limits = limits;
    }

    LoadLimits limits() {
        return limits;
    }

    boolean isExceeded() {
        return spent > limits.maxNodes();
    }

    void spend(int nodes, Origin origin) throws UnreadableException {
        spent += nodes;
        if (isExceeded()) {
            throw new UnreadableException(
                    origin,
                    "the manifests hold more than " + limits.maxNodes() + " values, lists and mappings together",
                    "release fewer objects at a time");
        }
    }
}
