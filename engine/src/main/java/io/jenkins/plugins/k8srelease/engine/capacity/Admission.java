package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the API server makes of a pod before quotas see it: a request that is left out becomes the limit; then the defaults of
 * the LimitRanges, the RuntimeClass's overhead and the default PriorityClass.
 *
 * @param limits LimitRanges in force
 * @param runtimeClasses the cluster's, or the right that is missing
 * @param priorityClasses the cluster's, or the right that is missing
 * @param podLevel whether the server knows resources of the pod as a whole
 */
record Admission(LimitRanges limits, Part runtimeClasses, Part priorityClasses, boolean podLevel) {

    Admission with(LimitRanges changed) {
        return new Admission(changed, runtimeClasses, priorityClasses, podLevel);
    }

    /** The pod that a controller would create from a template, or one that a person applies. */
    PodShape admit(ObjectRef workload, String revision, JsonNode template) {
        ObjectNode pod = template.deepCopy();
        ObjectNode spec = pod.withObjectProperty("spec");
        List<String> refusals = new ArrayList<>();
        List<String> unknowns = new ArrayList<>();
        for (String list : new String[] {"containers", "initContainers"}) {
            for (JsonNode container : spec.path(list)) {
                // As the server's own defaults, which come before any plugin.
                LimitRanges.fill(
                        (ObjectNode) container,
                        "requests",
                        Resources.of(container.path("resources").path("limits")));
            }
        }
        if (podLevel) {
            fillPodLevel(spec);
        }
        limits.fill(spec);
        aboveLimit(spec, refusals);
        runtimeClass(spec, refusals, unknowns);
        priorityClass(spec, refusals, unknowns);
        PodResources resources = new PodResources(spec, podLevel);
        refusals.addAll(limits.refusals(spec, resources));
        return new PodShape(
                workload,
                revision,
                pod,
                resources.requests(),
                resources.limits(),
                resources.usesPodLevel(),
                refusals,
                unknowns);
    }

    /** A pod that is there already, as it was admitted; one that is being resized holds the larger of both sizes. */
    PodShape live(ObjectRef workload, KubeObject pod) {
        JsonNode spec = pod.at("spec");
        PodResources resources = new PodResources(spec, podLevel);
        Resources requests = resources.requests(container -> {
            Resources own = Resources.of(container.path("resources").path("requests"));
            for (String list : new String[] {"containerStatuses", "initContainerStatuses"}) {
                for (JsonNode status : pod.at("status", list)) {
                    if (status.path("name").equals(container.path("name"))) {
                        own = own.max(Resources.of(status.path("resources").path("requests")))
                                .max(Resources.of(status.path("allocatedResources")));
                    }
                }
            }
            return own;
        });
        return new PodShape(
                workload,
                "old",
                pod.tree(),
                requests,
                resources.limits(),
                resources.usesPodLevel(),
                List.of(),
                List.of());
    }

    /** A default limit below the request that a container states makes the pod invalid. */
    private static void aboveLimit(JsonNode spec, List<String> refusals) {
        for (String list : new String[] {"containers", "initContainers"}) {
            for (JsonNode container : spec.path(list)) {
                Resources limits = Resources.of(container.path("resources").path("limits"));
                Resources.of(container.path("resources").path("requests"))
                        .amounts()
                        .forEach((name, request) -> {
                            if (limits.has(name) && request.compareTo(limits.get(name)) > 0) {
                                refusals.add(
                                        "container " + container.path("name").asText() + " requests " + request + " "
                                                + name + ", more than its limit of " + limits.get(name)
                                                + ", which may be the default of a limit range");
                            }
                        });
            }
        }
    }

    private static void fillPodLevel(ObjectNode spec) {
        Resources limits = Resources.of(spec.path("resources").path("limits"));
        if (limits.isEmpty()) {
            return;
        }
        Resources sum = new PodResources(spec, false)
                .aggregate(c -> Resources.of(c.path("resources").path("requests")));
        Resources requests = Resources.of(spec.path("resources").path("requests"));
        for (var e : sum.amounts().entrySet()) {
            if (ResourceNames.isPodLevel(e.getKey())
                    && !e.getKey().startsWith(ResourceNames.HUGEPAGES)
                    && !requests.has(e.getKey())) {
                requests = requests.with(e.getKey(), e.getValue());
            }
        }
        LimitRanges.fill(spec, "requests", requests.orElse(limits));
    }

    private void runtimeClass(ObjectNode spec, List<String> refusals, List<String> unknowns) {
        String name = spec.path("runtimeClassName").asText();
        if (name.isEmpty()) {
            return;
        }
        if (!runtimeClasses.isKnown()) {
            unknowns.add("the overhead of RuntimeClass " + name + ": " + runtimeClasses.missing());
            return;
        }
        Optional<KubeObject> found = runtimeClasses.items().stream()
                .filter(c -> c.name().equals(name))
                .findFirst();
        if (found.isEmpty()) {
            refusals.add("there is no RuntimeClass " + name);
            return;
        }
        JsonNode overhead = found.get().at("overhead", "podFixed");
        if (overhead.isObject()) {
            spec.set("overhead", overhead);
        }
        found.get().at("scheduling", "nodeSelector").properties().forEach(e -> spec.withObjectProperty("nodeSelector")
                .set(e.getKey(), e.getValue()));
        ArrayNode tolerations = spec.withArrayProperty("tolerations");
        found.get().at("scheduling", "tolerations").forEach(tolerations::add);
    }

    private void priorityClass(ObjectNode spec, List<String> refusals, List<String> unknowns) {
        String name = spec.path("priorityClassName").asText();
        if (name.startsWith("system-")) {
            spec.put("priority", name.equals("system-node-critical") ? 2_000_001_000 : 2_000_000_000);
            return;
        }
        if (!priorityClasses.isKnown()) {
            // Without a name only a default class would matter; whoever has a quota by class learns it there.
            if (!name.isEmpty()) {
                unknowns.add("the priority of PriorityClass " + name + ": " + priorityClasses.missing());
            }
            return;
        }
        for (KubeObject c : priorityClasses.items()) {
            if (name.isEmpty() ? c.at("globalDefault").asBoolean() : c.name().equals(name)) {
                spec.put("priorityClassName", c.name());
                spec.put("priority", (int) c.number(0, "value"));
                return;
            }
        }
        if (!name.isEmpty()) {
            refusals.add("there is no PriorityClass " + name);
        }
    }
}
