package io.jenkins.plugins.k8srelease.engine.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.apply.PodTemplates;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.manifest.ImageOverride;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Makes the edits of a rolling update, and tells what of them met nothing or changes nothing. */
public final class RolloutEditor {

    /**
     * Annotation of a pod template by which {@code restart} replaces all pods: the number of the release, so that a
     * release which is finished by another process does not restart them twice.
     */
    public static final String RESTART = "k8s-release.jenkins.io/restart";

    private static final List<String> CONTAINERS = List.of("initContainers", "containers");

    private final RolloutEdits edits;
    private final int revision;
    private final TreeSet<String> imagesSeen = new TreeSet<>();
    private final TreeSet<String> used = new TreeSet<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final TreeSet<WorkloadName> known = new TreeSet<>();

    /**
     * @param revision the number of the release that makes the edits
     */
    public RolloutEditor(RolloutEdits edits, int revision) {
        this.edits = edits;
        this.revision = revision;
    }

    /** The object with its edits; the very same one when none concerns it. */
    public KubeObject edit(KubeObject object) {
        if (!WorkloadName.rolls(object.groupKind())) {
            return object;
        }
        WorkloadName name = WorkloadName.of(object);
        known.add(name);
        if (!edits.names(name)) {
            return object;
        }
        ObjectNode tree = object.copy();
        JsonNode template = PodTemplates.of(tree);
        for (String list : CONTAINERS) {
            for (JsonNode container : template.path("spec").path(list)) {
                if (container instanceof ObjectNode c) {
                    image(name, c);
                    env(name, c, list.equals("initContainers"));
                }
            }
        }
        if (edits.restart() && template instanceof ObjectNode t) {
            t.withObject("/metadata").withObject("/annotations").put(RESTART, Integer.toString(revision));
        }
        if (edits.changesPace()) {
            pace(object, tree);
        }
        return tree.equals(object.tree()) ? object : new KubeObject(tree);
    }

    private void image(WorkloadName workload, ObjectNode container) {
        String now = container.path("image").asText();
        imagesSeen.add(ImageOverride.nameOf(now));
        for (ImageOverride override : edits.images()) {
            Optional<String> next = override.replacing(now);
            if (next.isEmpty()) {
                continue;
            }
            used.add(override.name());
            if (next.get().equals(now)) {
                notes.add(
                        workload + " runs " + now + " already, so that this image rolls nothing; if its tag was moved,"
                                + " name the new image by its digest, or restart");
            }
            container.put("image", next.get());
        }
    }

    private void env(WorkloadName workload, ObjectNode container, boolean init) {
        String name = container.path("name").asText();
        for (EnvChange change : edits.env()) {
            boolean here = (change.workload() == null || change.workload().equals(workload))
                    && (change.container() == null ? !init : change.container().equals(name));
            if (here) {
                used.add(change.toString());
                set(container, change);
            }
        }
    }

    private static void set(ObjectNode container, EnvChange change) {
        ArrayNode list = container.path("env") instanceof ArrayNode a ? a : container.putArray("env");
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).path("name").asText().equals(change.name())) {
                if (change.value() == null) {
                    list.remove(i);
                } else {
                    list.set(i, list.objectNode().put("name", change.name()).put("value", change.value()));
                }
                return;
            }
        }
        if (change.value() != null) {
            list.addObject().put("name", change.name()).put("value", change.value());
        }
    }

    private void pace(KubeObject object, ObjectNode tree) {
        ObjectNode spec = tree.withObject("/spec");
        if (edits.minReadySeconds() != null) {
            spec.put("minReadySeconds", edits.minReadySeconds());
        }
        boolean deployment = object.groupKind().equals(Kinds.DEPLOYMENT);
        String field = deployment ? "strategy" : "updateStrategy";
        String type = object.text("spec", field, "type");
        if ((edits.maxSurge() != null || edits.maxUnavailable() != null)
                && !type.isEmpty()
                && !type.equals("RollingUpdate")) {
            problems.add(object + " has the strategy " + type + ", for which there is neither maxSurge nor"
                    + " maxUnavailable; deploy it with the strategy RollingUpdate first");
            return;
        }
        if (edits.maxSurge() != null && object.groupKind().equals(Kinds.STATEFUL_SET)) {
            problems.add(object + ": a StatefulSet has no maxSurge, since each of its pods is one of a kind");
            return;
        }
        count(spec, field, "maxSurge", edits.maxSurge());
        count(spec, field, "maxUnavailable", edits.maxUnavailable());
        JsonNode rolling = spec.path(field).path("rollingUpdate");
        if (RolloutEdits.isZero(rolling.path("maxUnavailable").asText(null))
                && RolloutEdits.isZero(rolling.path("maxSurge").asText(deployment ? null : "0"))) {
            problems.add(object + " would have maxSurge and maxUnavailable both 0, and no pod could ever be replaced;"
                    + " let one of them be 1");
        }
    }

    /** A number as a number, a percentage as a text (Kubernetes, IntOrString). */
    private static void count(ObjectNode spec, String field, String name, String value) {
        if (value != null) {
            ObjectNode rolling = spec.withObject("/" + field).withObject("/rollingUpdate");
            if (value.endsWith("%")) {
                rolling.put(name, value);
            } else {
                rolling.put(name, Integer.parseInt(value));
            }
        }
    }

    /** The workloads that were named and that {@link #edit} has not seen. */
    public List<WorkloadName> unknown() {
        return edits.workloads().stream().filter(w -> !known.contains(w)).toList();
    }

    /** What stands against the edits, after every object was edited. */
    public List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        for (WorkloadName workload : unknown()) {
            all.add("there is no " + workload
                    + Nearest.of(
                                    workload.toString(),
                                    known.stream().map(WorkloadName::toString).toList())
                            .map(n -> "; did you mean " + n + "?")
                            .orElse(known.isEmpty() ? "" : "; there are " + known));
        }
        for (ImageOverride image : edits.images()) {
            if (!used.contains(image.name())) {
                all.add("no container uses the image " + image.name()
                        + Nearest.of(image.name(), imagesSeen)
                                .map(n -> "; did you mean " + n + "?")
                                .orElse(imagesSeen.isEmpty() ? "" : "; there are " + imagesSeen));
            }
        }
        for (EnvChange change : edits.env()) {
            if (!used.contains(change.toString())) {
                all.add("there is no container for the environment variable " + change);
            }
        }
        return all;
    }

    /** What a person should know about edits that change nothing. */
    public List<String> notes() {
        return List.copyOf(notes);
    }
}
