package io.jenkins.plugins.k8srelease.engine.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;

/** Objects from JSON in which single quotes stand for double ones. */
public final class Trees {

    private Trees() {}

    public static ObjectNode tree(String json) {
        try {
            return (ObjectNode) new JsonMapper().readTree(json.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static KubeObject object(String json) {
        return new KubeObject(tree(json));
    }
}
