package io.jenkins.plugins.k8srelease.engine.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;

/**
 * An object ready to be sent.
 *
 * @param config complete; changed once more when its replicas are decided
 * @param type its resource
 * @param served false when the kind comes with a CustomResourceDefinition of the same set
 * @param wave when it is applied
 * @param origin where it comes from
 */
record Prepared(ObjectNode config, ResourceType type, boolean served, int wave, String origin) {

    KubeObject object() {
        return new KubeObject(config);
    }

    String namespace() {
        return config.path("metadata").path("namespace").asText();
    }

    String name() {
        return config.path("metadata").path("name").asText();
    }
}
