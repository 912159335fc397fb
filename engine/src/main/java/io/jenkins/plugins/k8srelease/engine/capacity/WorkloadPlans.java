package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.IntOrPercent;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the workloads of a release into plans. */
final class WorkloadPlans {

    private final CapacityRequest request;
    private final CapacitySnapshot snapshot;
    private final LiveState live;
    private final Autoscalers autoscalers;
    private final Daemons daemons;

    WorkloadPlans(
            CapacityRequest request,
            CapacitySnapshot snapshot,
            LiveState live,
            Autoscalers autoscalers,
            Daemons daemons) {
        this.request = request;
        this.snapshot = snapshot;
        this.live = live;
        this.autoscalers = autoscalers;
        this.daemons = daemons;
    }

    /** The plan of an object, empty when it starts no pods. */
    Optional<RolloutPlan> plan(KubeObject o, Admission admission) {
        return switch (o.groupKind().toString()) {
            case "Deployment.apps" -> Optional.of(deployment(o, admission));
            case "StatefulSet.apps" -> Optional.of(statefulSet(o, admission));
            case "DaemonSet.apps" -> Optional.of(daemons.plan(o, admission, changes(o)));
            case "ReplicaSet.apps", "ReplicationController" ->
                Optional.of(new PodsPlan(
                        ref(o),
                        live.pods(o.kind(), o.name()),
                        shape(o, admission, o.at("spec", "template")),
                        replicas(o)));
            case "Job.batch" -> job(o, admission);
            case "CronJob.batch" -> cronJob(o, admission);
            case "Pod" ->
                Optional.of(new PodsPlan(ref(o), live.pods("Pod", o.name()), shape(o, admission, o.tree()), 1));
            default -> Optional.empty();
        };
    }

    private ObjectRef ref(KubeObject o) {
        return new ObjectRef(o.apiVersion(), o.kind(), request.namespace(), o.name());
    }

    private PodShape shape(KubeObject o, Admission admission, JsonNode template) {
        return admission.admit(ref(o), "new", template);
    }

    private boolean changes(KubeObject o) {
        return !CapacityRequest.contains(request.unchanged(), o);
    }

    /** Replicas as they will be: an autoscaler's number where there is one. */
    int replicas(KubeObject o) {
        Optional<KubeObject> running = snapshot.find(o.ref());
        return autoscalers.replicas(o, running);
    }

    private RolloutPlan deployment(KubeObject o, Admission admission) {
        PodShape next = shape(o, admission, o.at("spec", "template"));
        String activeName = request.activeName(o);
        List<LivePod> pods = live.pods("Deployment", activeName);
        int replicas = replicas(o);
        if (request.strategy() == Strategy.BLUE_GREEN && changes(o)) {
            ObjectRef activeRef = new ObjectRef(o.apiVersion(), o.kind(), request.namespace(), activeName);
            // Green starts with as many pods as the active colour wants now.
            int green = snapshot.find(activeRef)
                    .map(active -> (int) active.number(1, "spec", "replicas"))
                    .orElse(replicas);
            return new DeploymentPlan(
                    ref(o), pods, next, green, 0, 0, false, true, List.of(count("apps/v1", "ReplicaSet", o)), 0);
        }
        boolean paused = o.at("spec", "paused").asBoolean();
        if (!changes(o) || paused) {
            return new PodsPlan(ref(o), pods, next, paused && pods.isEmpty() ? 0 : replicas);
        }
        JsonNode rolling = o.at("spec", "strategy", "rollingUpdate");
        int surge = IntOrPercent.resolve(rolling.path("maxSurge"), "25%", replicas, true);
        int unavailable = IntOrPercent.resolve(rolling.path("maxUnavailable"), "25%", replicas, false);
        if (surge == 0 && unavailable == 0) {
            // The controller's own rule: a percentage that rounds to nothing must not stop the update for ever.
            unavailable = 1;
        }
        boolean recreate = request.strategy() == Strategy.RECREATE
                || o.text("spec", "strategy", "type").equals("Recreate");
        return new DeploymentPlan(
                ref(o),
                pods,
                next,
                replicas,
                surge,
                Math.min(unavailable, replicas),
                recreate,
                false,
                List.of(count("apps/v1", "ReplicaSet", o)),
                lingering(pods, next, surge + unavailable, o.number(0, "spec", "minReadySeconds")));
    }

    /** How many old pods may be stopping at once: each may take its grace period while new ones become ready. */
    static int lingering(List<LivePod> pods, PodShape next, int atATime, long minReadySeconds) {
        if (pods.isEmpty()) {
            return 0;
        }
        long grace = pods.get(0).shape().graceSeconds();
        long step = Math.max(1, minReadySeconds + next.readyAfterSeconds());
        long batches = (grace + step - 1) / step;
        return (int) Math.min(pods.size(), batches * Math.max(1, atATime));
    }

    ObjectCharge count(String apiVersion, String kind, KubeObject of) {
        return new ObjectCharge(
                kind + " of " + of.ref().shortName(),
                ObjectCharge.count(new ObjectRef(apiVersion, kind, "", of.name()), request.kinds(), 1));
    }

    private RolloutPlan statefulSet(KubeObject o, Admission admission) {
        int replicas = replicas(o);
        Map<Integer, LivePod> pods = new TreeMap<>();
        int start = (int) o.number(0, "spec", "ordinals", "start");
        for (LivePod pod : live.pods("StatefulSet", o.name())) {
            String number =
                    pod.name().substring(Math.min(pod.name().length(), o.name().length() + 1));
            if (number.matches("\\d{1,6}")) {
                pods.put(Integer.parseInt(number) - start, pod);
            }
        }
        JsonNode templates = o.at("spec", "volumeClaimTemplates");
        List<PodShape> young = new ArrayList<>();
        Map<Integer, List<ObjectCharge>> claims = new TreeMap<>();
        PodShape common = shape(o, admission, o.at("spec", "template"));
        for (int i = 0; i < replicas; i++) {
            if (templates.isEmpty()) {
                young.add(common);
                continue;
            }
            // Each pod has claims of its own, which may be bound to volumes on certain nodes.
            ObjectNode template = o.at("spec", "template").deepCopy();
            List<ObjectCharge> missing = new ArrayList<>();
            for (JsonNode t : templates) {
                String claim = t.path("metadata").path("name").asText() + "-" + o.name() + "-" + (i + start);
                template.withObjectProperty("spec")
                        .withArrayProperty("volumes")
                        .addObject()
                        .put("name", t.path("metadata").path("name").asText())
                        .putObject("persistentVolumeClaim")
                        .put("claimName", claim);
                if (snapshot.find(new ObjectRef("v1", "PersistentVolumeClaim", "", claim))
                        .isEmpty()) {
                    missing.add(new ObjectCharge(
                            "claim " + claim,
                            ObjectCharge.claim(new KubeObject(t.deepCopy()), StorageDefaults.defaultClass(snapshot))));
                }
            }
            young.add(shape(o, admission, template));
            claims.put(i, missing);
        }
        if (young.isEmpty()) {
            return new PodsPlan(ref(o), List.copyOf(pods.values()), common, 0);
        }
        boolean onDelete = o.text("spec", "updateStrategy", "type").equals("OnDelete");
        return new StatefulSetPlan(
                ref(o),
                pods,
                young,
                (int) o.number(0, "spec", "updateStrategy", "rollingUpdate", "partition"),
                !o.text("spec", "podManagementPolicy").equals("Parallel"),
                changes(o) && !onDelete,
                claims,
                changes(o) ? List.of(count("apps/v1", "ControllerRevision", o)) : List.of());
    }

    private Optional<RolloutPlan> job(KubeObject o, Admission admission) {
        if (!changes(o) || o.at("spec", "suspend").asBoolean()) {
            return Optional.empty();
        }
        int parallelism = (int) o.number(1, "spec", "parallelism");
        int completions = (int) o.number(parallelism, "spec", "completions");
        return Optional.of(new JobPlan(
                ref(o),
                shape(o, admission, o.at("spec", "template")),
                Math.min(parallelism, completions),
                completions));
    }

    private Optional<RolloutPlan> cronJob(KubeObject o, Admission admission) {
        if (o.at("spec", "suspend").asBoolean()) {
            return Optional.empty();
        }
        JsonNode spec = o.at("spec", "jobTemplate", "spec");
        int parallelism = spec.path("parallelism").asInt(1);
        return Optional.of(new CronJobPlan(
                ref(o),
                shape(o, admission, spec.path("template")),
                Math.min(parallelism, spec.path("completions").asInt(parallelism))));
    }

    /** A pod that a smoke test starts. */
    JobPlan smoke(KubeObject pod, Admission admission) {
        return new JobPlan(ref(pod), shape(pod, admission, pod.tree()), 1, 1);
    }
}
