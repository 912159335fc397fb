package io.jenkins.plugins.k8srelease.steps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Documents as plain values, which a sandboxed Pipeline may read and which survive a restart. */
final class Plain {

    private static final JsonMapper MAPPER = new JsonMapper();

    private Plain() {}

    static Object of(JsonNode document) {
        return MAPPER.convertValue(document, Object.class);
    }
}
