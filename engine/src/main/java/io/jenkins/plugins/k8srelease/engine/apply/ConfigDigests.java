package io.jenkins.plugins.k8srelease.engine.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.Digests;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts a digest of the ConfigMaps and Secrets that a pod template refers to into the template, so that a release which
 * changes only configuration rolls the pods that read it. The digest has a key: a plain one of a Secret would let
 * whoever reads the template search for the value.
 */
public final class ConfigDigests {

    public static final String ANNOTATION = "k8s-release.jenkins.io/config-digest";

    private final byte[] key;
    private final Map<String, JsonNode> contents = new HashMap<>();

    public ConfigDigests(byte[] key, List<KubeObject> set) {
        this.key = key.clone();
        for (KubeObject object : set) {
            if (object.kind().equals("ConfigMap") || object.kind().equals("Secret")) {
                ObjectNode content = JsonNodeFactory.instance.objectNode();
                // Whether a Secret was written in clear or in Base64 rolls nothing.
                content.set("data", SecretData.of(object));
                content.set("binaryData", object.at("binaryData"));
                contents.put(id(object.namespace(), object.kind() + "/" + object.name()), content);
            }
        }
    }

    private static String id(String namespace, String kindAndName) {
        return namespace + "/" + kindAndName;
    }

    /** Adds the digest to an object's pod template when it refers to anything of the set. */
    public void addTo(ObjectNode object, String namespace) {
        if (!(PodTemplates.of(object) instanceof ObjectNode template)
                || object.path("kind").asText().equals("Pod")) {
            return;
        }
        ObjectNode used = JsonNodeFactory.instance.objectNode();
        for (String reference : PodTemplates.configuration(template)) {
            JsonNode content = contents.get(id(namespace, reference));
            if (content != null) {
                used.set(reference, content);
            }
        }
        if (!used.isEmpty()) {
            template.withObject("/metadata/annotations").put(ANNOTATION, Digests.hmac(key, used));
        }
    }
}
