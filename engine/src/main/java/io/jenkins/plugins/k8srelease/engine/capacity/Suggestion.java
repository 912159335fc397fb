package io.jenkins.plugins.k8srelease.engine.capacity;

/**
 * What would make a release fit better.
 *
 * @param text what to do, as one sentence without a full stop
 * @param answer what the answer would be then
 */
public record Suggestion(String text, Answer answer) {

    /** For a person, with what comes of it. */
    @Override
    public String toString() {
        return text + " (then it " + answer.verb() + ")";
    }
}
