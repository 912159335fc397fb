package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The HorizontalPodAutoscalers of the release and of the namespace. */
final class Autoscalers {

    private final List<KubeObject> all = new ArrayList<>();

    Autoscalers(CapacityRequest request, CapacitySnapshot snapshot) {
        for (List<KubeObject> wave : request.waves()) {
            for (KubeObject o : wave) {
                if (o.groupKind().toString().equals("HorizontalPodAutoscaler.autoscaling") && request.isHere(o)) {
                    all.add(o);
                }
            }
        }
        // The release's own definition comes first, so that it wins over what is live.
        all.addAll(snapshot.part(ResourceKind.HPAS).items());
    }

    Optional<KubeObject> of(KubeObject workload) {
        return all.stream()
                .filter(h -> h.text("spec", "scaleTargetRef", "kind").equals(workload.kind())
                        && h.text("spec", "scaleTargetRef", "name").equals(workload.name()))
                .findFirst();
    }

    /**
     * How many replicas a workload will have. Without an autoscaler, what the manifest says, or the live number when it
     * says nothing; with one, the live number, or for a new workload the greater of the manifest's and the autoscaler's
     * minimum.
     */
    int replicas(KubeObject workload, Optional<KubeObject> live) {
        int running = live.map(l -> (int) l.number(1, "spec", "replicas")).orElse(1);
        int wanted = (int) workload.number(running, "spec", "replicas");
        Optional<KubeObject> autoscaler = of(workload);
        if (autoscaler.isEmpty()) {
            return wanted;
        }
        int min = (int) autoscaler.get().number(1, "spec", "minReplicas");
        return live.isPresent() ? running : Math.max(wanted, min);
    }

    /** The most replicas that the autoscaler may ask for, 0 without one. */
    int maximum(KubeObject workload) {
        return of(workload).map(h -> (int) h.number(0, "spec", "maxReplicas")).orElse(0);
    }
}
