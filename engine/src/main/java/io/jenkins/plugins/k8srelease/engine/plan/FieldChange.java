package io.jenkins.plugins.k8srelease.engine.plan;

/**
 * One field that a release changes.
 *
 * @param path for example {@code spec.template.spec.containers[name=backend].image}
 * @param before as JSON, empty when the field is absent; masked when secret
 * @param after as JSON, empty when the field goes away; masked when secret
 */
public record FieldChange(String path, String before, String after) {

    @Override
    public String toString() {
        if (before.isEmpty()) {
            return "+ " + path + ": " + after;
        }
        return after.isEmpty() ? "- " + path + ": " + before : "~ " + path + ": " + before + " → " + after;
    }
}
