package io.jenkins.plugins.k8srelease.engine.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;

/**
 * A successful answer of the API server.
 *
 * @param code HTTP status, 200 to 299
 * @param body the JSON document, a text node when the answer is not JSON
 * @param warnings the texts of the Warning headers, for example of deprecated API versions
 */
public record ApiResponse(int code, JsonNode body, List<String> warnings) {

    /** True when the request made the object: the only way to tell a creation by apply from an update. */
    public boolean created() {
        return code == 201;
    }

    public KubeObject object() {
        return new KubeObject((ObjectNode) body);
    }
}
