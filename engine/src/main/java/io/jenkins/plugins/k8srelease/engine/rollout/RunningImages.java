package io.jenkins.plugins.k8srelease.engine.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.apply.PodTemplates;
import io.jenkins.plugins.k8srelease.engine.health.ClusterView;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.manifest.ImageOverride;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the pods of workloads really run. A tag can be moved to another image; the digest that a node's container runtime
 * reports cannot.
 */
public final class RunningImages {

    private final Map<String, TreeSet<String>> byContainer = new TreeMap<>();

    /** Looks at the pods of workloads, as far as the view shows them. */
    public static RunningImages of(List<KubeObject> workloads, ClusterView view) {
        RunningImages found = new RunningImages();
        for (KubeObject workload : workloads) {
            Map<String, String> wanted = PodTemplates.images(workload);
            for (KubeObject pod : pods(workload, view)) {
                found.add(workload, wanted, pod);
            }
        }
        return found;
    }

    private static List<KubeObject> pods(KubeObject workload, ClusterView view) {
        List<KubeObject> pods = new ArrayList<>(view.ownedBy(workload.uid(), Kinds.POD));
        view.ownedBy(workload.uid(), Kinds.REPLICA_SET).forEach(set -> pods.addAll(view.ownedBy(set.uid(), Kinds.POD)));
        return pods;
    }

    private void add(KubeObject workload, Map<String, String> wanted, KubeObject pod) {
        if (pod.isBeingDeleted()) {
            return;
        }
        for (String list : List.of("initContainers", "containers")) {
            for (JsonNode container : pod.at("spec", list)) {
                String name = container.path("name").asText();
                String key = workload.kind() + "/" + workload.name() + "/" + name;
                String image = container.path("image").asText();
                String id = imageId(pod, name);
                // A pod of an old template may still be there, without traffic; and only a digest of the image's own
                // repository can be pulled again.
                if (image.equals(wanted.get(key)) && isDigestOf(id, image)) {
                    byContainer.computeIfAbsent(key, k -> new TreeSet<>()).add(id.substring(id.indexOf('@') + 1));
                }
            }
        }
    }

    private static String imageId(KubeObject pod, String container) {
        for (String list : List.of("initContainerStatuses", "containerStatuses")) {
            for (JsonNode status : pod.at("status", list)) {
                if (status.path("name").asText().equals(container)) {
                    String id = status.path("imageID").asText();
                    return id.startsWith("docker-pullable://") ? id.substring("docker-pullable://".length()) : id;
                }
            }
        }
        return "";
    }

    private static boolean isDigestOf(String id, String image) {
        int at = id.indexOf('@');
        return at > 0 && canonical(id.substring(0, at)).equals(canonical(ImageOverride.nameOf(image)));
    }

    /** {@code nginx} is {@code docker.io/library/nginx}, as every container runtime completes it. */
    private static String canonical(String name) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean registry = first.contains(".") || first.contains(":") || first.equals("localhost");
        if (registry) {
            return name.startsWith("index.docker.io/")
                    ? "docker.io/" + name.substring("index.docker.io/".length())
                    : name;
        }
        return "docker.io/" + (slash < 0 ? "library/" : "") + name;
    }

    /** Digest by {@code Kind/name/container}, of the containers whose pods all run the same. */
    public Map<String, String> digests() {
        Map<String, String> digests = new TreeMap<>();
        byContainer.forEach((container, ids) -> {
            if (ids.size() == 1) {
                digests.put(container, ids.first());
            }
        });
        return digests;
    }

    /** Containers whose pods run different images under one tag. */
    public List<String> mixed() {
        return byContainer.entrySet().stream()
                .filter(e -> e.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }
}
