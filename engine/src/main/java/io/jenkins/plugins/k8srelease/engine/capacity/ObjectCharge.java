package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.util.TreeMap;

/**
 * An object other than a pod, as quotas count it.
 *
 * @param what for messages
 * @param usage by the names that quotas use
 */
record ObjectCharge(String what, Resources usage) implements Charge {

    /** One object of a kind; the kinds that quotas know by a name of their own are charged under both names. */
    static Resources count(ObjectRef ref, KindNames kinds, long number) {
        String plural = kinds.plural(ref.groupKind());
        TreeMap<String, Quantity> result = new TreeMap<>();
        result.put("count/" + plural + (ref.group().isEmpty() ? "" : "." + ref.group()), Quantity.of(number));
        if (ref.group().isEmpty()) {
            switch (plural) {
                case "configmaps", "resourcequotas", "replicationcontrollers", "secrets" ->
                    result.put(plural, Quantity.of(number));
                default -> {
                    // Services, claims and pods have rules of their own.
                }
            }
        }
        return new Resources(result);
    }

    /** A Service: node ports and load balancers by the intent of its type, not by what is allocated. */
    static Resources service(JsonNode spec) {
        Resources usage = new Resources(
                new TreeMap<>(java.util.Map.of("services", Quantity.ONE, "count/services", Quantity.ONE)));
        int ports = spec.path("ports").size();
        switch (spec.path("type").asText()) {
            case "NodePort":
                return usage.with("services.nodeports", Quantity.of(ports));
            case "LoadBalancer":
                if (!spec.path("allocateLoadBalancerNodePorts").asBoolean(true)) {
                    ports = 0;
                    for (JsonNode port : spec.path("ports")) {
                        ports += port.path("nodePort").asInt() == 0 ? 0 : 1;
                    }
                }
                return usage.with("services.nodeports", Quantity.of(ports))
                        .with("services.loadbalancers", Quantity.ONE);
            default:
                return usage;
        }
    }

    /**
     * A claim.
     *
     * @param defaultClass what the server fills in when the claim names no class, empty when there is no default
     */
    static Resources claim(KubeObject claim, String defaultClass) {
        TreeMap<String, Quantity> usage = new TreeMap<>();
        usage.put("persistentvolumeclaims", Quantity.ONE);
        usage.put("count/persistentvolumeclaims", Quantity.ONE);
        String storageClass = storageClass(claim, defaultClass);
        if (!storageClass.isEmpty()) {
            usage.put(storageClass + ResourceNames.BY_CLASS + "persistentvolumeclaims", Quantity.ONE);
        }
        JsonNode request = claim.at("spec", "resources", "requests", ResourceNames.STORAGE);
        if (!request.isMissingNode()) {
            Quantity storage = Quantity.parse(request).roundUp();
            JsonNode allocated = claim.at("status", "allocatedResources", ResourceNames.STORAGE);
            if (!allocated.isMissingNode()) {
                // A claim whose growth failed is charged what it asked for in the meantime.
                storage = storage.max(Quantity.parse(allocated).roundUp());
            }
            usage.put("requests.storage", storage);
            if (!storageClass.isEmpty()) {
                usage.put(storageClass + ResourceNames.BY_CLASS + "requests.storage", storage);
            }
        }
        return new Resources(usage);
    }

    static String storageClass(KubeObject claim, String defaultClass) {
        String annotated = claim.annotations().getOrDefault("volume.beta.kubernetes.io/storage-class", "");
        if (!annotated.isEmpty()) {
            return annotated;
        }
        JsonNode named = claim.at("spec", "storageClassName");
        return named.isTextual() ? named.asText() : defaultClass;
    }
}
