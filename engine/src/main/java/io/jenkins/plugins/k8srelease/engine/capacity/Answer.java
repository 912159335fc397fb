package io.jenkins.plugins.k8srelease.engine.capacity;

/** Whether a release fits. In order of weight: of several findings the weightiest decides. */
public enum Answer {
    /** No pod ever waits for room. */
    FITS("fits"),
    /** It completes, but slower: a pod waits for another to go, or for a node to come. */
    TIGHT("tight"),
    /** It cannot be said, because a right is missing or because only the scheduler knows. */
    UNKNOWN("unknown"),
    /** It cannot complete. */
    DOES_NOT_FIT("does not fit");

    private final String text;

    Answer(String text) {
        this.text = text;
    }

    /** For a sentence about a release: {@code fits}, {@code cannot be judged}. */
    public String verb() {
        return switch (this) {
            case FITS, DOES_NOT_FIT -> text;
            case TIGHT -> "fits only just";
            case UNKNOWN -> "cannot be judged";
        };
    }

    Answer and(Answer other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** For a person. */
    @Override
    public String toString() {
        return text;
    }
}
