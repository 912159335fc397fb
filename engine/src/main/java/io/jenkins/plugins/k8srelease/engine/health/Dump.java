package io.jenkins.plugins.k8srelease.engine.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The objects of a dump with their relations made whole. Dumps that were shortened by hand may lack UIDs; owners and the
 * objects of events are then found by kind, namespace and name.
 *
 * @param objects all of them, lists taken apart
 * @param roots those that no other owns, without events
 */
record Dump(List<KubeObject> objects, List<KubeObject> roots) {

    private static final String SYNTHETIC = "dump:";

    private record Name(String kind, String namespace, String name) {}

    static Dump read(List<KubeObject> dump) {
        List<KubeObject> flat = flat(dump).toList();
        Map<Name, String> uids = new HashMap<>();
        for (KubeObject object : flat) {
            uids.put(name(object), uid(object));
        }
        Set<String> known = new HashSet<>(uids.values());
        List<KubeObject> objects =
                flat.stream().map(o -> related(o, uids, known)).toList();
        List<KubeObject> roots = objects.stream()
                .filter(o -> !Kinds.isEvent(o.groupKind()))
                .filter(o -> owners(o)
                        .noneMatch(owner ->
                                known.contains(uid(owner)) && !uid(owner).equals(o.uid())))
                .toList();
        return new Dump(objects, roots);
    }

    /** The objects one by one, also those of {@code List} and of typed lists such as {@code PodList}. */
    static Stream<KubeObject> flat(List<KubeObject> dump) {
        return dump.stream().flatMap(object -> {
            if (!object.kind().endsWith("List") || !object.at("items").isArray()) {
                return Stream.of(object);
            }
            String kind = object.kind().substring(0, object.kind().length() - "List".length());
            return StreamSupport.stream(object.at("items").spliterator(), false)
                    .filter(ObjectNode.class::isInstance)
                    .map(item -> {
                        ObjectNode copy = item.deepCopy();
                        if (!copy.has("kind")) {
                            copy.put("kind", kind).put("apiVersion", object.apiVersion());
                        }
                        return new KubeObject(copy);
                    });
        });
    }

    private static KubeObject related(KubeObject object, Map<Name, String> uids, Set<String> known) {
        ObjectNode copy = object.copy();
        ObjectNode metadata = copy.path("metadata") instanceof ObjectNode m ? m : copy.putObject("metadata");
        metadata.put("uid", uid(object));
        if (metadata.path("ownerReferences") instanceof ArrayNode owners) {
            for (JsonNode owner : owners) {
                if (owner instanceof ObjectNode reference) {
                    relate(reference, object.namespace(), uids, known);
                }
            }
            if (owners.size() == 1 && owners.get(0) instanceof ObjectNode only && !only.has("controller")) {
                only.put("controller", true);
            }
        }
        for (String field : List.of("involvedObject", "regarding")) {
            if (copy.path(field) instanceof ObjectNode involved) {
                relate(involved, involved.path("namespace").asText(object.namespace()), uids, known);
            }
        }
        return new KubeObject(copy);
    }

    private static void relate(ObjectNode reference, String namespace, Map<Name, String> uids, Set<String> known) {
        if (known.contains(reference.path("uid").asText(""))) {
            return;
        }
        String kind = reference.path("kind").asText("");
        String name = reference.path("name").asText("");
        String found =
                uids.getOrDefault(new Name(kind, namespace, name), uids.getOrDefault(new Name(kind, "", name), ""));
        // An object of the same name with another UID is another object: the one that was meant is gone.
        if (found.startsWith(SYNTHETIC) || reference.path("uid").asText("").isEmpty() && !found.isEmpty()) {
            reference.put("uid", found);
        }
    }

    private static String uid(KubeObject object) {
        return object.uid().isEmpty()
                ? SYNTHETIC + object.kind() + "/" + object.namespace() + "/" + object.name()
                : object.uid();
    }

    private static String uid(JsonNode owner) {
        return owner.path("uid").asText("");
    }

    private static Name name(KubeObject object) {
        return new Name(object.kind(), object.namespace(), object.name());
    }

    private static Stream<JsonNode> owners(KubeObject object) {
        return StreamSupport.stream(object.at("metadata", "ownerReferences").spliterator(), false);
    }
}
