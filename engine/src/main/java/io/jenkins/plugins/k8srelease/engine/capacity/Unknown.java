package io.jenkins.plugins.k8srelease.engine.capacity;

/**
 * Something that the check could not find out.
 *
 * @param about what it concerns: a workload, a quota, the nodes
 * @param reason which right is missing, or what only the scheduler can say
 */
public record Unknown(String about, String reason) {

    @Override
    public String toString() {
        return about + ": " + reason;
    }
}
