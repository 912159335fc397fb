package io.jenkins.plugins.k8srelease.engine.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiResponse;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.history.AppliedState;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.object.Digests;
import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import io.jenkins.plugins.k8srelease.engine.ownership.ManagedFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Finds out what a release will do, without doing it: what is provably unchanged is left alone, all else goes through a
 * server-side dry run, and everything that stands against the release is reported at once. For threads that may block.
 */
public final class Planner {

    private static final GroupKind HPA = new GroupKind("autoscaling", "HorizontalPodAutoscaler");
    private static final GroupKind JOB = new GroupKind("batch", "Job");

    private final Cluster cluster;
    private final PlanRequest request;
    private final List<PlanProblem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, KubeObject> live = new HashMap<>();
    private List<Prepared> set = List.of();

    private Planner(Cluster cluster, PlanRequest request) {
        this.cluster = cluster;
        this.request = request;
    }

    public static Plan plan(Cluster cluster, PlanRequest request) {
        return new Planner(cluster, request).plan();
    }

    /** The name by which an applied object is remembered. */
    public static String key(KubeObject object) {
        ObjectRef ref = object.ref();
        return ref.groupKind() + "/" + ref.namespace() + "/" + ref.name();
    }

    /**
     * The plan when it is proved that nothing changes; empty when that takes a dry run to find out. Costs one list for
     * each kind, however many objects there are.
     */
    public static Optional<Plan> planUnchanged(Cluster cluster, PlanRequest request) {
        Planner planner = new Planner(cluster, request);
        planner.prepare();
        if (!planner.problems.isEmpty() || !planner.set.stream().allMatch(planner::isProvedUnchanged)) {
            return Optional.empty();
        }
        return Optional.of(new Plan(
                planner.set.stream()
                        .map(p -> planned(p, Action.UNCHANGED, planner.live.get(key(p.object())), List.of(), true))
                        .toList(),
                List.of(),
                List.of()));
    }

    private void prepare() {
        set = new Preparation(request.names(), cluster.discovery(), request.configKey(), problems)
                .prepare(request.inputs());
        if (!request.applied().isEmpty()) {
            readLive();
        }
        decideReplicas();
    }

    private Plan plan() {
        prepare();
        Map<Prepared, PlannedObject> done = new LinkedHashMap<>();
        List<Prepared> open = new ArrayList<>();
        for (Prepared p : set) {
            if (isProvedUnchanged(p)) {
                done.put(p, planned(p, Action.UNCHANGED, live.get(key(p.object())), List.of(), true));
            } else if (!p.served() || !request.namespaceExists()) {
                done.put(p, planned(p, Action.CREATE, null, List.of(), false));
            } else {
                open.add(p);
            }
        }
        dryRun(open, done);
        if (request.namespaceExists()) {
            new PodProbe(cluster, set).probe(changedIn(open, done), problems, warnings);
        }
        return new Plan(set.stream().map(done::get).filter(o -> o != null).toList(), problems, warnings);
    }

    private static List<Prepared> changedIn(List<Prepared> open, Map<Prepared, PlannedObject> done) {
        return open.stream()
                .filter(p -> done.containsKey(p) && done.get(p).action() != Action.UNCHANGED)
                .toList();
    }

    /** One list for each resource and namespace of the set: our own objects, by the label of our set. */
    private void readLive() {
        Set<ResourceType> types = new LinkedHashSet<>();
        Set<String> namespaces = new LinkedHashSet<>();
        for (Prepared p : set) {
            if (p.served()) {
                types.add(p.type());
                namespaces.add(p.namespace());
            }
        }
        List<CompletableFuture<ApiResponse>> lists = new ArrayList<>();
        List<ResourceType> listed = new ArrayList<>();
        for (ResourceType type : types) {
            for (String namespace : type.namespaced() ? namespaces : Set.of("")) {
                if (!type.namespaced() || !namespace.isEmpty()) {
                    listed.add(type);
                    lists.add(cluster.read(ApiRequest.get(type.path(namespace))
                            .with(
                                    "labelSelector",
                                    RecordNames.PART_OF_LABEL + "="
                                            + request.names().applySetId())));
                }
            }
        }
        for (int i = 0; i < lists.size(); i++) {
            ResourceType type = listed.get(i);
            for (JsonNode item : Cluster.join(lists.get(i)).body().path("items")) {
                ObjectNode tree = (ObjectNode) item;
                tree.put("apiVersion", type.apiVersion()).put("kind", type.kind());
                KubeObject object = new KubeObject(tree);
                live.put(key(object), object);
            }
        }
    }

    private void decideReplicas() {
        List<Prepared> scalable = set.stream().filter(Replicas::isScalable).toList();
        if (scalable.isEmpty() || !request.namespaceExists()) {
            return;
        }
        List<KubeObject> autoscalers = new ArrayList<>(set.stream()
                .map(Prepared::object)
                .filter(o -> o.groupKind().equals(HPA))
                .toList());
        cluster.discovery().find(HPA).ifPresent(type -> {
            try {
                Cluster.join(cluster.read(
                                ApiRequest.get(type.path(request.names().namespace()))))
                        .body()
                        .path("items")
                        .forEach(item -> autoscalers.add(new KubeObject((ObjectNode) item)));
            } catch (ApiException e) {
                if (!e.isForbidden()) {
                    throw e;
                }
                warnings.add("HorizontalPodAutoscalers cannot be read (" + e.getMessage()
                        + "): a number of replicas in the manifests is applied as it is");
            }
        });
        for (Prepared p : scalable) {
            Replicas.autoscalerOf(p, autoscalers).ifPresent(autoscaler -> Replicas.decide(p, autoscaler, liveOf(p)));
        }
    }

    private KubeObject liveOf(Prepared p) {
        return live.computeIfAbsent(key(p.object()), k -> Cluster.join(cluster.get(p.type(), p.namespace(), p.name()))
                .orElse(null));
    }

    private boolean isProvedUnchanged(Prepared p) {
        AppliedState before = request.applied().get(key(p.object()));
        KubeObject now = live.get(key(p.object()));
        if (before == null || !before.inputDigest().equals(Digests.sha256(p.config()))) {
            return false;
        }
        if (now == null) {
            // A Job that was recorded is done, also when it has been cleaned up since.
            return p.type().groupKind().equals(JOB);
        }
        return before.liveDigest()
                .equals(ManagedFields.digest(now, request.names().fieldManager()));
    }

    private void dryRun(List<Prepared> open, Map<Prepared, PlannedObject> done) {
        List<CompletableFuture<ApiResponse>> answers = open.stream()
                .map(p ->
                        cluster.read(applyRequest(p.type(), p.config(), request).with("dryRun", "All")))
                .toList();
        for (int i = 0; i < open.size(); i++) {
            Prepared p = open.get(i);
            try {
                ApiResponse answer = Cluster.join(answers.get(i));
                answer.warnings().forEach(w -> warnings.add(p.object() + ": " + Warnings.text(w)));
                done.put(p, judge(p, answer));
            } catch (ApiException e) {
                boolean badInput = e.code() == 400 || e.code() == 422;
                problems.add(new PlanProblem(badInput, p.origin() + ": " + p.object() + ": " + Refusals.explain(e)));
            }
        }
    }

    private PlannedObject judge(Prepared p, ApiResponse answer) {
        if (answer.created()) {
            return planned(p, Action.CREATE, null, List.of(), true);
        }
        KubeObject now = liveOf(p);
        if (now == null) {
            return planned(p, Action.CREATE, null, List.of(), true);
        }
        String set = now.labels()
                .getOrDefault(RecordNames.PART_OF_LABEL, request.names().applySetId());
        if (!set.equals(request.names().applySetId())) {
            problems.add(new PlanProblem(
                    false,
                    p.origin() + ": " + p.object() + " is part of another application's release (label "
                            + RecordNames.PART_OF_LABEL + "=" + set
                            + "); rename one of the two, or release them as one"));
        }
        List<FieldChange> changes = Differ.diff(now, answer.object());
        return planned(p, changes.isEmpty() ? Action.UNCHANGED : Action.UPDATE, now, changes, true);
    }

    private static PlannedObject planned(
            Prepared p, Action action, KubeObject live, List<FieldChange> changes, boolean checked) {
        return new PlannedObject(
                p.object(), p.origin(), p.wave(), action, live, changes, Digests.sha256(p.config()), checked);
    }

    private static ApiRequest applyRequest(ResourceType type, ObjectNode config, PlanRequest request) {
        JsonNode metadata = config.path("metadata");
        return ApiRequest.patch(
                        type.path(
                                metadata.path("namespace").asText(),
                                metadata.path("name").asText()),
                        ApiRequest.APPLY,
                        config)
                .with("fieldManager", request.names().fieldManager())
                .with("fieldValidation", "Strict")
                .with("force", Boolean.toString(request.forceConflicts()));
    }
}
