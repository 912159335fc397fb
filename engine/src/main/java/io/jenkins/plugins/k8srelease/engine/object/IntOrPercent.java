package io.jenkins.plugins.k8srelease.engine.object;

import com.fasterxml.jackson.databind.JsonNode;

/** A number or a percentage of the replicas, such as {@code maxSurge}; rounded as the controllers do it. */
public final class IntOrPercent {

    private IntOrPercent() {}

    /**
     * Resolves a value.
     *
     * @param absent what an absent value stands for, such as {@code 25%}
     * @param roundUp whether a part of a pod counts as one
     * @throws IllegalArgumentException when it is neither a number nor a percentage
     */
    public static int resolve(JsonNode value, String absent, int total, boolean roundUp) {
        String text = value.isValueNode() && !value.isNull() ? value.asText() : absent;
        try {
            if (!text.endsWith("%")) {
                return Integer.parseInt(text);
            }
            long share = (long) Integer.parseInt(text.substring(0, text.length() - 1)) * total;
            return (int) (roundUp ? -Math.floorDiv(-share, 100L) : Math.floorDiv(share, 100L));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is neither a number nor a percentage such as 25%", e);
        }
    }
}
