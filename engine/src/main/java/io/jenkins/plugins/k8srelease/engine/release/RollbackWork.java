package io.jenkins.plugins.k8srelease.engine.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.apply.JsonPatch;
import io.jenkins.plugins.k8srelease.engine.apply.PodTemplates;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.Outcome;
import io.jenkins.plugins.k8srelease.engine.history.RecordedObject;
import io.jenkins.plugins.k8srelease.engine.history.Revision;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.object.Digests;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.plan.LivePatch;
import io.jenkins.plugins.k8srelease.engine.plan.Planner;
import io.jenkins.plugins.k8srelease.engine.rollout.WorkloadName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Applies a recorded release again: its objects and ConfigMaps, with the images that its pods ran. */
record RollbackWork(RollbackRequest request) implements Work {

    @Override
    public String operation() {
        return "rollback";
    }

    @Override
    public ReleaseSettings settings() {
        return request.settings();
    }

    @Override
    public boolean dryRun() {
        return request.dryRun();
    }

    @Override
    public boolean mustFit() {
        return false;
    }

    @Override
    public boolean prunes() {
        return request.workloads().isEmpty();
    }

    @Override
    public String inputDigest() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        all.add(operation()).add(request.to()).add(request.restoreSecrets());
        request.workloads().stream().sorted().forEach(w -> all.add(w.toString()));
        return Digests.sha256(all);
    }

    @Override
    public Content content(Session session, Head head, int revision) {
        Revision to = target(session, head);
        RecordedRelease target = RecordedRelease.read(session, to.revision())
                .orElseThrow(() -> new StartFailure(
                        false,
                        "the record of release " + to.revision()
                                + " was deleted by somebody; 'k8s-release history' shows which others there are",
                        null));
        RecordedRelease live = RecordedRelease.read(session, head.live()).orElse(RecordedRelease.none());
        List<String> warnings = new ArrayList<>();
        if (to.bad() != null) {
            warnings.add("release " + to.revision() + " passed but was found to be bad: " + to.bad());
        }
        List<LoadedObject> objects = request.workloads().isEmpty()
                ? whole(session, target, live, warnings)
                : some(session, target, live, warnings);
        String back = "back to release " + to.revision() + ", which passed at " + to.endedAt();
        List<LivePatch> patches = request.workloads().isEmpty()
                ? target.patched().stream()
                        .flatMap(p -> again(session, p, target, live, warnings).stream())
                        .toList()
                : List.of();
        return new Content(objects, patches, List.of(back), warnings);
    }

    /** True when it is that release which is asked for. */
    boolean leadsTo(Head head, int revision) {
        return request.to().equals(RollbackRequest.PREVIOUS)
                ? head.previous().map(r -> r.revision() == revision).orElse(revision == 0)
                : request.to().equals(Integer.toString(revision));
    }

    private Revision target(Session session, Head head) {
        if (request.to().equals(RollbackRequest.PREVIOUS)) {
            return head.previous()
                    .orElseThrow(() -> new StartFailure(
                            false,
                            "there is no earlier release of " + session.names.app() + " in namespace "
                                    + session.names.namespace() + " that passed" + known(head),
                            null));
        }
        int number = Integer.parseInt(request.to());
        Revision found = head.revision(number)
                .orElseThrow(() ->
                        new StartFailure(true, "there is no release " + number + " on record" + known(head), null));
        if (found.outcome() != Outcome.SUCCEEDED) {
            throw new StartFailure(
                    true,
                    "release " + number + " did not pass (" + found.reason()
                            + "): only a release that passed can be gone back to" + known(head),
                    null);
        }
        return found;
    }

    private static String known(Head head) {
        String good = head.revisions().stream()
                .filter(Revision::isGood)
                .map(r -> r.revision() + (r.revision() == head.live() ? " (live)" : ""))
                .collect(Collectors.joining(", "));
        return good.isEmpty() ? "; no release has passed yet" : "; these passed: " + good;
    }

    private List<LoadedObject> whole(
            Session session, RecordedRelease target, RecordedRelease live, List<String> warnings) {
        return target.objects().stream()
                .map(o -> target.loaded(back(session, o, target, live, warnings)))
                .toList();
    }

    /** The live release, with the workloads of the other one and the ConfigMaps that these refer to. */
    private List<LoadedObject> some(
            Session session, RecordedRelease target, RecordedRelease live, List<String> warnings) {
        Set<String> back = new TreeSet<>();
        for (WorkloadName name : request.workloads()) {
            KubeObject workload = target.objects().stream()
                    .filter(name::matches)
                    .findFirst()
                    .orElseThrow(() -> new StartFailure(
                            true, "release " + target.revision() + " has no " + name + workloads(target), null));
            back.add(Planner.key(workload));
            Set<String> used = PodTemplates.configuration(PodTemplates.of(workload.tree()));
            target.objects().stream()
                    .filter(o -> used.contains(o.kind() + "/" + o.name())
                            && o.namespace().equals(workload.namespace()))
                    .forEach(o -> back.add(Planner.key(o)));
        }
        List<LoadedObject> objects = new ArrayList<>();
        for (KubeObject object : target.objects()) {
            if (back.contains(Planner.key(object))) {
                objects.add(target.loaded(back(session, object, target, live, warnings)));
            }
        }
        for (KubeObject object : live.objects()) {
            if (!back.contains(Planner.key(object))) {
                objects.add(live.loaded(
                        object.kind().equals("Secret") ? RecordedRelease.withLiveValues(session, object) : object));
            }
        }
        return objects;
    }

    /** The fields that the other release had patched get the values of then. */
    private static Optional<LivePatch> again(
            Session session,
            RecordedObject patched,
            RecordedRelease target,
            RecordedRelease live,
            List<String> warnings) {
        Optional<KubeObject> now =
                Cluster.join(session.cluster.get(patched.config().ref()));
        if (now.isEmpty()) {
            warnings.add(patched.config() + " is gone, so that nothing of it can go back");
            return Optional.empty();
        }
        KubeObject wanted = JsonPatch.applied(now.get(), patched.edits());
        return LivePatch.between(now.get(), pinned(wanted, target, live, warnings));
    }

    private static String workloads(RecordedRelease release) {
        return "; it has "
                + release.objects().stream()
                        .filter(o -> WorkloadName.rolls(o.groupKind()))
                        .map(o -> WorkloadName.of(o).toString())
                        .collect(Collectors.joining(", "));
    }

    private KubeObject back(
            Session session, KubeObject object, RecordedRelease target, RecordedRelease live, List<String> warnings) {
        if (object.kind().equals("Secret")) {
            return request.restoreSecrets() ? object : RecordedRelease.withLiveValues(session, object);
        }
        return WorkloadName.rolls(object.groupKind()) ? pinned(object, target, live, warnings) : object;
    }

    /** Names the images by what the pods of that release really ran, unless the pods of today run exactly that. */
    private static KubeObject pinned(
            KubeObject workload, RecordedRelease target, RecordedRelease live, List<String> warnings) {
        Map<String, String> now = live.objects().stream()
                .filter(o -> Planner.key(o).equals(Planner.key(workload)))
                .findFirst()
                .map(PodTemplates::images)
                .orElse(Map.of());
        ObjectNode tree = workload.copy();
        for (String list : List.of("initContainers", "containers")) {
            for (JsonNode container : PodTemplates.of(tree).path("spec").path(list)) {
                String key = workload.kind() + "/" + workload.name() + "/"
                        + container.path("name").asText();
                String image = container.path("image").asText();
                String digest = target.digests().get(key);
                boolean same = digest != null
                        && image.equals(now.get(key))
                        && digest.equals(live.digests().get(key));
                if (same || image.contains("@")) {
                    continue;
                }
                if (digest == null) {
                    warnings.add(workload + ": which image its container "
                            + container.path("name").asText() + " ran is not on record; " + image
                            + " is used as it is today");
                } else {
                    ((ObjectNode) container).put("image", image + "@" + digest);
                }
            }
        }
        return tree.equals(workload.tree()) ? workload : new KubeObject(tree);
    }
}
