package io.jenkins.plugins.k8srelease.engine.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes an object that was applied by another tool ours. Its fields are moved from that tool's entry of the managedFields
 * to ours, as client-go's {@code csaupgrade} does for kubectl: a server-side apply then changes what differs and takes
 * away what is not wanted any more, instead of meeting conflicts or leaving it behind.
 */
public final class Adoption {

    /** The field manager of {@code kubectl apply} without {@code --server-side}. */
    public static final String KUBECTL = "kubectl-client-side-apply";

    /** The field manager of Helm, whichever way it applies. */
    public static final String HELM = "helm";

    private Adoption() {}

    /** Under which name single fields are patched of objects that are not ours as a whole. */
    public static String patcher(String us) {
        return us + ":patch";
    }

    /**
     * The tools whose fields become ours: those that applied an object which we never did, and our own patches. Empty when
     * there is nothing to take over.
     */
    public static List<String> appliedBy(KubeObject live, String us) {
        boolean ours = ManagedFields.appliedBy(live, us).isPresent();
        Set<String> found = new TreeSet<>();
        for (ManagedFields.Entry entry : ManagedFields.of(live)) {
            boolean tool = entry.manager().equals(KUBECTL) || entry.manager().equals(HELM);
            if (entry.subresource().isEmpty() && (entry.manager().equals(patcher(us)) || (tool && !ours))) {
                found.add(entry.manager());
            }
        }
        return List.copyOf(found);
    }

    /** The Helm release that an object belongs to, empty for none. */
    public static String helmRelease(KubeObject live) {
        return live.annotations().getOrDefault("meta.helm.sh/release-name", "");
    }

    /** What these managers own of an object. */
    public static FieldSet fieldsOf(KubeObject object, Collection<String> managers) {
        FieldSet fields = FieldSet.empty();
        for (ManagedFields.Entry entry : ManagedFields.of(object)) {
            if (entry.subresource().isEmpty() && managers.contains(entry.manager())) {
                fields = fields.union(entry.fields());
            }
        }
        return fields;
    }

    /**
     * The managedFields with the fields of some managers under our name.
     *
     * @param replicas false to leave the number of replicas out: an autoscaler's number is nobody's to give
     */
    public static ArrayNode moved(KubeObject live, Collection<String> from, String us, boolean replicas) {
        FieldSet fields =
                fieldsOf(live, from).union(ManagedFields.appliedBy(live, us).orElse(FieldSet.empty()));
        if (!replicas) {
            fields = fields.without("spec", "replicas");
        }
        ArrayNode entries = JsonNodeFactory.instance.arrayNode();
        ObjectNode ours = null;
        for (JsonNode entry : live.at("metadata", "managedFields")) {
            String manager = entry.path("manager").asText();
            boolean moves = entry.path("subresource").asText().isEmpty()
                    && (from.contains(manager)
                            || (manager.equals(us)
                                    && entry.path("operation").asText().equals("Apply")));
            if (moves && ours == null) {
                ours = ours(entry, us, fields);
                entries.add(ours);
            } else if (!moves) {
                entries.add(entry.deepCopy());
            }
        }
        return entries;
    }

    private static ObjectNode ours(JsonNode entry, String us, FieldSet fields) {
        ObjectNode ours = JsonNodeFactory.instance.objectNode();
        ours.put("manager", us).put("operation", "Apply");
        ours.set("apiVersion", entry.path("apiVersion").deepCopy());
        if (entry.has("time")) {
            ours.set("time", entry.path("time").deepCopy());
        }
        ours.put("fieldsType", "FieldsV1");
        ours.set("fieldsV1", fields.tree().deepCopy());
        return ours;
    }

    /** The managedFields as they were before the adoption, with what others came to own since. */
    public static ArrayNode givenBack(KubeObject live, KubeObject before, Collection<String> to, String us) {
        ArrayNode entries = JsonNodeFactory.instance.arrayNode();
        for (JsonNode entry : before.at("metadata", "managedFields")) {
            if (to.contains(entry.path("manager").asText())
                    && entry.path("subresource").asText().isEmpty()) {
                entries.add(entry.deepCopy());
            }
        }
        for (JsonNode entry : live.at("metadata", "managedFields")) {
            boolean ours = entry.path("manager").asText().equals(us)
                    && entry.path("operation").asText().equals("Apply");
            boolean theirs = to.contains(entry.path("manager").asText())
                    && entry.path("subresource").asText().isEmpty();
            if (!ours && !theirs) {
                entries.add(entry.deepCopy());
            }
        }
        return entries;
    }
}
