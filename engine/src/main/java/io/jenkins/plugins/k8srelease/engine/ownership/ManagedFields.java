package io.jenkins.plugins.k8srelease.engine.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.Digests;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code metadata.managedFields}: who owns which field of an object. */
public final class ManagedFields {

    /**
     * One entry.
     *
     * @param manager the field manager's name
     * @param operation {@code Apply} or {@code Update}
     * @param subresource empty for the object itself, for example {@code status} or {@code scale}
     * @param time when it last changed, as written; empty when unknown
     * @param fields what it owns
     */
    public record Entry(String manager, String operation, String subresource, String time, FieldSet fields) {}

    private ManagedFields() {}

    public static List<Entry> of(KubeObject object) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode entry : object.at("metadata", "managedFields")) {
            JsonNode fields = entry.path("fieldsV1");
            entries.add(new Entry(
                    entry.path("manager").asText(),
                    entry.path("operation").asText(),
                    entry.path("subresource").asText(),
                    entry.path("time").asText(),
                    fields instanceof ObjectNode tree ? new FieldSet(tree) : FieldSet.empty()));
        }
        return entries;
    }

    /** What a manager owns by server-side apply; empty when it never applied the object. */
    public static Optional<FieldSet> appliedBy(KubeObject object, String manager) {
        return of(object).stream()
                .filter(e -> e.operation().equals("Apply") && e.subresource().isEmpty())
                .filter(e -> e.manager().equals(manager))
                .map(Entry::fields)
                .findFirst();
    }

    /**
     * A digest of what a manager applied: the fields that it owns and their live values. As long as it stays the same,
     * nobody has changed anything that the manager applied, and nobody has taken any of it away.
     */
    public static String digest(KubeObject object, String manager) {
        FieldSet owned = appliedBy(object, manager).orElse(FieldSet.empty());
        ObjectNode both = JsonNodeFactory.instance.objectNode();
        both.put("uid", object.uid());
        both.set("fields", owned.tree());
        both.set("values", owned.extract(object.tree()));
        return Digests.sha256(both);
    }

    /** True when the number of replicas was last set by scaling, as autoscalers do, and not by a configuration. */
    public static boolean isScaled(KubeObject object) {
        return of(object).stream()
                .anyMatch(e -> e.subresource().equals("scale") && e.fields().contains("spec", "replicas"));
    }

    /** Who besides this manager owns a field of the object itself, for messages. */
    public static List<String> otherManagers(KubeObject object, String manager) {
        return of(object).stream()
                .filter(e -> e.subresource().isEmpty() && !e.manager().equals(manager))
                .map(Entry::manager)
                .distinct()
                .toList();
    }
}
