package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the report's lines by workload. */
final class WorkloadLines {

    private WorkloadLines() {}

    static List<WorkloadLine> of(CapacityRequest request, CapacitySnapshot snapshot, ReleasePlan plan) {
        Autoscalers autoscalers = new Autoscalers(request, snapshot);
        Map<String, Integer> maxima = new HashMap<>();
        for (List<KubeObject> wave : request.waves()) {
            for (KubeObject o : wave) {
                maxima.put(o.ref().shortName(), autoscalers.maximum(o));
            }
        }
        List<WorkloadLine> lines = new ArrayList<>();
        for (WavePlan wave : plan.waves()) {
            for (RolloutPlan r : wave.rollouts()) {
                Resources peak = Resources.NONE;
                int pods = 0;
                for (Footprint state : r.states()) {
                    peak = peak.max(state.usage());
                    pods = Math.max(pods, state.pods());
                }
                lines.add(new WorkloadLine(
                        r.workload(),
                        wave.name(),
                        r.before().pods(),
                        pods,
                        r.after().pods(),
                        r.next().requests(),
                        r.next().limits(),
                        peak,
                        maxima.getOrDefault(r.workload().shortName(), 0)));
            }
        }
        return lines;
    }
}
