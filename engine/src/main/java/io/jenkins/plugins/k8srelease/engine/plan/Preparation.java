package io.jenkins.plugins.k8srelease.engine.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.apply.ConfigDigests;
import io.jenkins.plugins.k8srelease.engine.apply.Waves;
import io.jenkins.plugins.k8srelease.engine.cluster.Discovery;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.object.Digests;
import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns loaded objects into what is sent: namespace, labels, digests of configuration, names of Jobs, waves. */
final class Preparation {

    private final RecordNames names;
    private final Discovery discovery;
    private final byte[] configKey;
    private final List<PlanProblem> problems;
    private final Map<GroupKind, List<ResourceType>> defined = new HashMap<>();
    private final Set<ObjectNode> recordedJobs = Collections.newSetFromMap(new IdentityHashMap<>());

    Preparation(RecordNames names, Discovery discovery, byte[] configKey, List<PlanProblem> problems) {
        this.names = names;
        this.discovery = discovery;
        this.configKey = configKey;
        this.problems = problems;
    }

    List<Prepared> prepare(List<LoadedObject> inputs) {
        inputs.forEach(i -> rememberDefinition(i.object()));
        List<Prepared> result = new ArrayList<>();
        for (LoadedObject input : inputs) {
            prepare(input).ifPresent(result::add);
        }
        ConfigDigests digests = new ConfigDigests(
                configKey, result.stream().map(Prepared::object).toList());
        for (Prepared p : result) {
            if (!recordedJobs.contains(p.config())) {
                digests.addTo(p.config(), p.namespace());
                nameJob(p);
            }
        }
        result.sort(Comparator.comparingInt(Prepared::wave));
        return result;
    }

    private Optional<Prepared> prepare(LoadedObject input) {
        ObjectRef ref = input.object().ref();
        Optional<ResourceType> served = discovery.find(ref);
        Optional<ResourceType> type = served.or(() -> defined.getOrDefault(ref.groupKind(), List.of()).stream()
                .filter(t -> t.apiVersion().equals(ref.apiVersion()))
                .findFirst());
        if (type.isEmpty()) {
            problems.add(new PlanProblem(true, input.origin() + ": " + unknownKind(ref)));
            return Optional.empty();
        }
        ObjectNode config = input.object().copy();
        config.remove("status");
        ObjectNode metadata = (ObjectNode) config.get("metadata");
        if (!type.get().namespaced()) {
            metadata.remove("namespace");
        } else if (ref.namespace().isEmpty()) {
            metadata.put("namespace", names.namespace());
        }
        if (isJob(type.get()) && isRecorded(input.object())) {
            recordedJobs.add(config);
        }
        metadata.withObject("/labels").put(RecordNames.PART_OF_LABEL, names.applySetId());
        try {
            return Optional.of(new Prepared(
                    config,
                    type.get(),
                    served.isPresent(),
                    Waves.of(input.object()),
                    input.origin().toString()));
        } catch (IllegalArgumentException e) {
            problems.add(new PlanProblem(true, input.origin() + ": " + ref + ": " + e.getMessage()));
            return Optional.empty();
        }
    }

    /** Most of a Job cannot be changed, so a Job is known by its name and its template: a changed one is a new Job. */
    private static void nameJob(Prepared p) {
        if (isJob(p.type())) {
            String digest = Digests.sha256(p.config().path("spec").path("template"));
            ((ObjectNode) p.config().get("metadata")).put("name", p.name() + "-" + digest.substring(0, 8));
        }
    }

    private static boolean isJob(ResourceType type) {
        return type.groupKind().equals(new GroupKind("batch", "Job"));
    }

    /** A Job from the record has its name and its digests already, and must stay the Job that was done. */
    private boolean isRecorded(KubeObject object) {
        return names.applySetId().equals(object.labels().get(RecordNames.PART_OF_LABEL));
    }

    private void rememberDefinition(KubeObject object) {
        if (!object.kind().equals("CustomResourceDefinition")) {
            return;
        }
        String group = object.text("spec", "group");
        String kind = object.text("spec", "names", "kind");
        for (JsonNode version : object.at("spec", "versions")) {
            defined.computeIfAbsent(new GroupKind(group, kind), k -> new ArrayList<>())
                    .add(new ResourceType(
                            group,
                            version.path("name").asText(),
                            kind,
                            object.text("spec", "names", "plural"),
                            object.text("spec", "scope").equals("Namespaced")));
        }
    }

    private String unknownKind(ObjectRef ref) {
        List<ResourceType> sameKind = discovery.types().entrySet().stream()
                .filter(e -> e.getKey().kind().equalsIgnoreCase(ref.kind()))
                .flatMap(e -> e.getValue().stream())
                .toList();
        String hint = sameKind.isEmpty()
                ? "is its CustomResourceDefinition installed, or in the manifests?"
                : "the cluster serves it as "
                        + String.join(
                                ", ",
                                sameKind.stream()
                                        .map(t -> t.kind() + " of " + t.apiVersion())
                                        .toList());
        return "the cluster does not know " + ref.kind() + " of " + ref.apiVersion() + "; " + hint;
    }
}
