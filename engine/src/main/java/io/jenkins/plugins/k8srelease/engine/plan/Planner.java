package io.jenkins.plugins.k8srelease.engine.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.apply.PodTemplates;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiResponse;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.AppliedState;
import io.jenkins.plugins.k8srelease.engine.history.PruneTarget;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.object.Digests;
import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import io.jenkins.plugins.k8srelease.engine.ownership.ManagedFields;
import io.jenkins.plugins.k8srelease.engine.ownership.Ownership;
import io.jenkins.plugins.k8srelease.engine.rollout.RolloutEditor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Finds out what a release will do, without doing it: what is provably unchanged is left alone, all else goes through a
 * server-side dry run, and everything that stands against the release is reported at once. For threads that may block.
 */
public final class Planner {

    private static final GroupKind JOB = new GroupKind("batch", "Job");

    private final Cluster cluster;
    private final PlanRequest request;
    private final List<PlanProblem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, KubeObject> live = new HashMap<>();
    private final Map<String, Ownership.Replicas> replicas = new HashMap<>();
    private final List<PruneTarget> prunable = new ArrayList<>();
    private List<Prepared> set = List.of();
    private Map<String, AppliedState> applied = Map.of();
    private Optional<List<KubeObject>> autoscalers = Optional.empty();

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
        if (!planner.problems.isEmpty()
                || !request.patches().isEmpty()
                || planner.prunable.stream().anyMatch(t -> t.kept() == null)
                || !planner.set.stream().allMatch(planner::isProvedUnchanged)) {
            return Optional.empty();
        }
        return Optional.of(new Plan(
                planner.set.stream()
                        .map(p -> planned(p, Action.UNCHANGED, planner.live.get(key(p.object())), List.of(), true))
                        .toList(),
                List.of(),
                List.of(),
                planner.prunable,
                planner.autoscalers));
    }

    private void prepare() {
        set = new Preparation(request.names(), cluster.discovery(), request.configKey(), problems)
                .prepare(request.inputs());
        // Everything is asked for before anything is waited for.
        Supplier<Map<String, KubeObject>> ours = ours().begin();
        ReplicaDecisions decisions =
                request.namespaceExists() ? new ReplicaDecisions(cluster, request, set, warnings) : null;
        if (request.comparesWithLive()) {
            applied = request.applied().get();
        }
        live.putAll(ours.get());
        if (request.prunes()) {
            findPrunable();
        }
        keepRestarts();
        if (decisions != null) {
            replicas.putAll(decisions.decide(this::liveOf));
            autoscalers = decisions.inNamespace();
        }
    }

    /** What is read of the application as it is: nothing on a first release. */
    private LiveObjects ours() {
        LiveObjects ours = new LiveObjects(cluster, request.names());
        if (request.comparesWithLive() || request.prunes()) {
            ours.of(set);
        }
        return request.prunes() ? ours.of(request.prune().members()) : ours;
    }

    /** Pods that were restarted on request are not restarted once more by the next release. */
    private void keepRestarts() {
        for (Prepared p : set) {
            KubeObject now = live.get(key(p.object()));
            if (now != null && PodTemplates.of(p.config()) instanceof ObjectNode template) {
                JsonNode stamp =
                        PodTemplates.of(now.tree()).at("/metadata/annotations").path(RolloutEditor.RESTART);
                if (stamp.isTextual() && !template.at("/metadata/annotations").has(RolloutEditor.RESTART)) {
                    template.withObject("/metadata").withObject("/annotations").set(RolloutEditor.RESTART, stamp);
                }
            }
        }
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
        if (!request.dryRun()) {
            new QuickPlan(cluster, request).plan(open, live, replicas, done);
            open.stream()
                    .filter(p -> done.get(p).live() != null)
                    .forEach(p -> refuseForeign(p, done.get(p).live()));
        } else {
            dryRun(open, done);
        }
        if (request.namespaceExists() && request.dryRun()) {
            new PodProbe(cluster, set).probe(changedIn(open, done), comingAccounts(done), problems, warnings);
        }
        new MetricsServed(cluster.discovery()).check(set, changedIn(open, done), warnings);
        List<PlannedObject> objects = new ArrayList<>(
                set.stream().map(done::get).filter(o -> o != null).toList());
        new PatchPlanner(cluster, request).plan(objects, problems, warnings);
        objects.sort(Comparator.comparingInt(PlannedObject::wave));
        return new Plan(objects, problems, warnings, prunable, autoscalers);
    }

    private static Set<String> comingAccounts(Map<Prepared, PlannedObject> done) {
        return done.entrySet().stream()
                .filter(e -> e.getKey().type().kind().equals("ServiceAccount")
                        && e.getValue().action() == Action.CREATE)
                .map(e -> e.getKey().namespace() + "/" + e.getKey().name())
                .collect(Collectors.toSet());
    }

    private static List<Prepared> changedIn(List<Prepared> open, Map<Prepared, PlannedObject> done) {
        return open.stream()
                .filter(p -> done.containsKey(p) && done.get(p).action() != Action.UNCHANGED)
                .toList();
    }

    /** What earlier releases had applied and this one does not have; never everything, as an empty load would mean. */
    private void findPrunable() {
        Set<String> wanted = set.stream().map(p -> key(p.object())).collect(Collectors.toSet());
        if (!wanted.isEmpty() && problems.isEmpty()) {
            live.forEach((key, object) -> {
                if (!wanted.contains(key) && !request.prune().spares(object)) {
                    PruneRule.target(object, request.names(), request.prune().reasonToKeep(object))
                            .ifPresent(prunable::add);
                }
            });
        }
    }

    private KubeObject liveOf(Prepared p) {
        return live.computeIfAbsent(key(p.object()), k -> Cluster.join(cluster.get(p.type(), p.namespace(), p.name()))
                .orElse(null));
    }

    private boolean isProvedUnchanged(Prepared p) {
        AppliedState before = applied.get(key(p.object()));
        KubeObject now = live.get(key(p.object()));
        if (p.type().groupKind().equals(JOB) && request.doneJobs().contains(key(p.object()))) {
            // Done once, in whichever release; also when it has been cleaned up since.
            return true;
        }
        if (before == null || !before.inputDigest().equals(Digests.sha256(p.config()))) {
            return false;
        }
        return now != null
                && before.liveDigest()
                        .equals(ManagedFields.digest(now, request.names().fieldManager()));
    }

    private void dryRun(List<Prepared> open, Map<Prepared, PlannedObject> done) {
        DryRun dryRun = new DryRun(cluster, request, warnings);
        List<CompletableFuture<ApiResponse>> answers =
                open.stream().map(dryRun::ask).toList();
        for (int i = 0; i < open.size(); i++) {
            Prepared p = open.get(i);
            String where = p.origin() + ": " + p.object() + ": ";
            try {
                Ownership.Replicas who = replicas.getOrDefault(key(p.object()), Ownership.Replicas.CONFIGURED);
                done.put(p, judge(p, dryRun.judge(p, answers.get(i), () -> liveOf(p), who)));
            } catch (ApiException e) {
                if (e.isOwnershipConflict() && refuseForeign(p, liveOf(p))) {
                    // To take it by force, as the conflict's own advice has it, would be no way out.
                    continue;
                }
                boolean badInput = e.isBadInput();
                problems.add(new PlanProblem(badInput, where + Refusals.explain(e)));
            } catch (BelongsToHelmException e) {
                problems.add(new PlanProblem(false, p.origin() + ": " + e.getMessage()));
            }
        }
    }

    /** Adds the problem of an object that another application releases, and says whether it is one. */
    private boolean refuseForeign(Prepared p, KubeObject now) {
        String own = request.names().applySetId();
        String set = now == null ? own : now.labels().getOrDefault(RecordNames.PART_OF_LABEL, own);
        if (set.equals(own)) {
            return false;
        }
        problems.add(new PlanProblem(
                false,
                p.origin() + ": " + p.object() + " is part of another application's release (label "
                        + RecordNames.PART_OF_LABEL + "=" + set
                        + "); rename one of the two, or release them as one"));
        return true;
    }

    private PlannedObject judge(Prepared p, DryRun.Outcome outcome) {
        if (outcome.created()) {
            return planned(p, Action.CREATE, null, List.of(), true);
        }
        KubeObject now = liveOf(p);
        refuseForeign(p, now);
        List<FieldChange> changes = new ArrayList<>(Differ.diff(now, outcome.after()));
        if (p.type().groupKind().equals(JOB) && now.condition("Failed").equals("True")) {
            // Its name says that it is the same Job; only a new one can run again.
            changes.add(new FieldChange("status", "\"failed\"", "\"run again\""));
        }
        Action action = changes.isEmpty() && outcome.ownership().adopts().isEmpty() ? Action.UNCHANGED : Action.UPDATE;
        return new PlannedObject(
                p.object(),
                p.origin(),
                p.wave(),
                action,
                now,
                changes,
                Digests.sha256(p.config()),
                true,
                outcome.ownership(),
                null);
    }

    private static PlannedObject planned(
            Prepared p, Action action, KubeObject live, List<FieldChange> changes, boolean checked) {
        return new PlannedObject(
                p.object(),
                p.origin(),
                p.wave(),
                action,
                live,
                changes,
                Digests.sha256(p.config()),
                checked,
                Ownership.PLAIN,
                null);
    }
}
