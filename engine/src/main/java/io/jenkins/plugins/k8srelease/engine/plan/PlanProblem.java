package io.jenkins.plugins.k8srelease.engine.plan;

/**
 * Something that stands against a release.
 *
 * @param badInput true when the manifests are wrong in themselves, false when the cluster as it is stands against them
 * @param text what, where, and what to do
 */
public record PlanProblem(boolean badInput, String text) {

    @Override
    public String toString() {
        return text;
    }
}
