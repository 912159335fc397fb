package io.jenkins.plugins.k8srelease.engine.release;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Watches the pods of a release that is healthy. A pod that was ready and is not any more, or a container that was
 * restarted, makes it fail; pods that come and go, as they do when nodes are drained and numbers change, do not.
 */
final class Observation {

    private final LiveView view;
    private final Map<String, Long> restarts = new HashMap<>();
    private final Set<String> wereReady = new TreeSet<>();

    Observation(LiveView view) {
        this.view = view;
    }

    /** The first thing that is wrong with the pods of these workloads. */
    Optional<String> look(List<KubeObject> workloads) {
        for (KubeObject workload : workloads) {
            for (KubeObject pod : pods(workload)) {
                Optional<String> wrong = look(workload, pod);
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> look(KubeObject workload, KubeObject pod) {
        if (pod.isBeingDeleted()) {
            return Optional.empty();
        }
        for (JsonNode status : pod.at("status", "containerStatuses")) {
            String container = pod.uid() + "/" + status.path("name").asText();
            long count = status.path("restartCount").asLong();
            Long before = restarts.putIfAbsent(container, count);
            if (before != null && count > before) {
                return Optional.of(
                        workload.ref() + ": container " + status.path("name").asText() + " of pod " + pod.name()
                                + " was restarted while the release was observed");
            }
        }
        boolean ready = pod.condition("Ready").equals("True");
        if (ready) {
            wereReady.add(pod.uid());
        } else if (wereReady.contains(pod.uid())) {
            return Optional.of(workload.ref() + ": pod " + pod.name()
                    + " was ready and is not any more while the release was observed");
        }
        return Optional.empty();
    }

    private List<KubeObject> pods(KubeObject workload) {
        List<KubeObject> pods = new ArrayList<>(view.ownedBy(workload.uid(), Kinds.POD));
        view.ownedBy(workload.uid(), Kinds.REPLICA_SET).forEach(set -> pods.addAll(view.ownedBy(set.uid(), Kinds.POD)));
        return pods;
    }
}
