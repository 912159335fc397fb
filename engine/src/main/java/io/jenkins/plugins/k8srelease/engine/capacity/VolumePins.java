package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.HashMap;
import java.util.Map;

/** Where the volumes of a pod let it run: a bound PersistentVolume may be reachable from some nodes only. */
final class VolumePins {

    private final Map<String, JsonNode> affinityByClaim = new HashMap<>();

    /**
     * @param claims the namespace's claims
     * @param volumes the cluster's volumes
     */
    VolumePins(Iterable<KubeObject> claims, Iterable<KubeObject> volumes) {
        Map<String, JsonNode> affinityByVolume = new HashMap<>();
        for (KubeObject volume : volumes) {
            JsonNode required = volume.at("spec", "nodeAffinity", "required");
            if (required.isObject()) {
                affinityByVolume.put(volume.name(), required);
            }
        }
        for (KubeObject claim : claims) {
            JsonNode required = affinityByVolume.get(claim.text("spec", "volumeName"));
            if (required != null) {
                affinityByClaim.put(claim.name(), required);
            }
        }
    }

    boolean allows(PodShape pod, Map<String, String> labels, String node) {
        for (JsonNode volume : pod.spec().path("volumes")) {
            String claim =
                    volume.path("persistentVolumeClaim").path("claimName").asText();
            JsonNode required = claim.isEmpty() ? null : affinityByClaim.get(claim);
            if (required != null && !Selectors.nodeSelector(required, labels, node)) {
                return false;
            }
        }
        return true;
    }
}
