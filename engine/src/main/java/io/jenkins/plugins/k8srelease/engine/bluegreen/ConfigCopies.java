package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.apply.PodTemplates;
import io.jenkins.plugins.k8srelease.engine.object.Digests;
import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Gives a colour its own copy of each ConfigMap and Secret that it needs changed: the other colour goes on reading what it
 * was started with, so that a way back never meets the new configuration. What is the same is shared. A copy's name ends
 * with a digest of its content, with a key, since a plain one of a Secret could be searched for short passwords.
 */
final class ConfigCopies {

    private static final int DIGEST_LENGTH = 10;
    private static final int LONGEST_NAME = 253;

    private final byte[] key;
    private final NamespaceLists lists;
    private final Map<String, KubeObject> wanted = new LinkedHashMap<>();
    private final Map<String, String> renamed = new LinkedHashMap<>();
    private final Map<String, ObjectNode> copies = new LinkedHashMap<>();

    /**
     * Looks at a set.
     *
     * @param set everything that is to be released
     * @param active the Deployments that serve now
     */
    ConfigCopies(byte[] key, NamespaceLists lists, List<KubeObject> set, List<KubeObject> active) {
        this.key = key.clone();
        this.lists = lists;
        set.stream().filter(ConfigCopies::isConfig).forEach(o -> wanted.put(id(o.kind(), o.name()), o));
        TreeSet<String> read = new TreeSet<>();
        active.forEach(d -> read.addAll(PodTemplates.configuration(PodTemplates.of(d.tree()))));
        if (!read.isEmpty()) {
            wanted.forEach((id, object) -> decide(id, object, read));
        }
    }

    private static boolean isConfig(KubeObject object) {
        return object.kind().equals("ConfigMap") || object.kind().equals("Secret");
    }

    private static String id(String kind, String name) {
        return kind + "/" + name;
    }

    /** Compares what is wanted with what the active colour reads, under whatever name it reads it. */
    private void decide(String id, KubeObject object, TreeSet<String> read) {
        if (object.annotations().containsKey(ColourLabels.COPY_OF)) {
            return;
        }
        Optional<KubeObject> inUse = inUse(object, read);
        if (inUse.isEmpty()) {
            return;
        }
        JsonNode content = content(object);
        boolean same = content(inUse.get()).equals(content);
        String name = same ? inUse.get().name() : copyName(object.name(), content);
        if (!name.equals(object.name())) {
            renamed.put(id, name);
            copies.put(id, copy(object, name));
        }
    }

    /** What the active colour reads in this object's place: the object itself, or an earlier copy of it. */
    private Optional<KubeObject> inUse(KubeObject object, TreeSet<String> read) {
        String id = id(object.kind(), object.name());
        GroupKind kind = object.groupKind();
        return read.stream()
                .filter(r -> r.equals(id) || r.startsWith(id + "-"))
                .map(r -> lists.get(kind, r.substring(r.indexOf('/') + 1)))
                .flatMap(Optional::stream)
                .filter(o -> o.name().equals(object.name())
                        || object.name().equals(o.annotations().get(ColourLabels.COPY_OF)))
                .findFirst();
    }

    private String copyName(String name, JsonNode content) {
        String suffix = "-" + Digests.hmac(key, content).substring(0, DIGEST_LENGTH);
        return name.substring(0, Math.min(name.length(), LONGEST_NAME - suffix.length())) + suffix;
    }

    private static ObjectNode copy(KubeObject object, String name) {
        ObjectNode copy = object.copy();
        ((ObjectNode) copy.get("metadata")).put("name", name);
        copy.withObject("/metadata/annotations").put(ColourLabels.COPY_OF, object.name());
        return copy;
    }

    private static JsonNode content(KubeObject object) {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        for (String field : List.of("data", "binaryData")) {
            content.set(field, object.at(field).isObject() ? object.at(field) : JsonNodeFactory.instance.objectNode());
        }
        ObjectNode data = content.withObject("/data").deepCopy();
        object.strings("stringData")
                .forEach((k, v) -> data.put(k, Base64.getEncoder().encodeToString(v.getBytes(StandardCharsets.UTF_8))));
        content.set("data", data);
        return content;
    }

    /** Leads a colour's pod template to its own copies. */
    void leadTo(ObjectNode deployment) {
        References.rename(deployment.at("/spec/template/spec"), renamed);
    }

    /**
     * What takes the place of an object of the set.
     *
     * @param readByOthers true when something that has no colour reads the original, too
     */
    List<ObjectNode> replacing(KubeObject object, boolean readByOthers) {
        ObjectNode copy = copies.get(id(object.kind(), object.name()));
        if (copy == null || !isConfig(object)) {
            return List.of(object.copy());
        }
        return readByOthers ? List.of(object.copy(), copy) : List.of(copy);
    }
}
