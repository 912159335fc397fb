package io.jenkins.plugins.k8srelease.engine.history;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One field that a release changes of an object whose configuration it does not know as a whole.
 *
 * @param path JSON Pointer (RFC 6901)
 * @param before its value before the release, null when it was absent
 * @param after its value after it, null when it goes away; the same as {@code before} for a field that only tells that
 *     the path still leads to what was meant
 */
public record FieldEdit(String path, JsonNode before, JsonNode after) {

    public FieldEdit {
        before = before == null || before.isNull() || before.isMissingNode() ? null : before;
        after = after == null || after.isNull() || after.isMissingNode() ? null : after;
    }

    /** The way back. */
    public FieldEdit reversed() {
        return new FieldEdit(path, after, before);
    }
}
