package io.jenkins.plugins.k8srelease.engine.apply;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The data of Secrets and ConfigMaps. */
public final class SecretData {

    private SecretData() {}

    /** In the form that the server keeps: what was written in clear ({@code stringData}) is in Base64 and wins. */
    public static ObjectNode of(KubeObject object) {
        ObjectNode data =
                object.at("data") instanceof ObjectNode d ? d.deepCopy() : JsonNodeFactory.instance.objectNode();
        object.strings("stringData")
                .forEach((name, value) ->
                        data.put(name, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        return data;
    }
}
