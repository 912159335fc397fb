package io.jenkins.plugins.k8srelease.engine.release;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.object.Digests;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import io.jenkins.plugins.k8srelease.engine.plan.LivePatch;
import io.jenkins.plugins.k8srelease.engine.rollout.DowntimeRisks;
import io.jenkins.plugins.k8srelease.engine.rollout.EnvChange;
import io.jenkins.plugins.k8srelease.engine.rollout.RolloutEditor;
import io.jenkins.plugins.k8srelease.engine.rollout.RolloutEdits;
import io.jenkins.plugins.k8srelease.engine.rollout.WorkloadName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Releases the recorded objects again, with edits. */
record RollingUpdateWork(RollingUpdateRequest request) implements Work {

    @Override
    public String operation() {
        return "rolling-update";
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
    public boolean prunes() {
        return false;
    }

    @Override
    public String inputDigest() {
        RolloutEdits edits = request.edits();
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        all.add(operation());
        edits.workloads().stream().sorted().forEach(w -> all.add(w.toString()));
        edits.images().forEach(i -> all.add(i.toString()));
        for (EnvChange change : edits.env()) {
            all.add(change.toString()).add(change.value());
        }
        all.add(edits.restart());
        all.add(edits.maxSurge()).add(edits.maxUnavailable()).add(String.valueOf(edits.minReadySeconds()));
        return Digests.sha256(all);
    }

    @Override
    public Content content(Session session, Head head, int revision) {
        if (request.edits().isEmpty()) {
            throw new StartFailure(
                    true, "a rolling update changes something: name a new image, a variable, a pace, or restart", null);
        }
        RecordedRelease live = RecordedRelease.read(session, head.live()).orElse(RecordedRelease.none());
        if (live.objects().isEmpty() && request.edits().workloads().isEmpty()) {
            throw new StartFailure(
                    true,
                    "no release of " + session.names.app() + " in namespace " + session.names.namespace()
                            + " is on record: name the workloads to be updated, or deploy it first",
                    null);
        }
        RolloutEditor editor = new RolloutEditor(request.edits().renamed(ColouredWork.inActive(head)), revision);
        List<LoadedObject> objects = new ArrayList<>();
        List<String> risks = new ArrayList<>();
        for (KubeObject recorded : live.objects()) {
            KubeObject now = recorded.kind().equals("Secret")
                    ? RecordedRelease.withLiveValues(session, recorded)
                    : editor.edit(recorded);
            if (now != recorded) {
                risks.addAll(DowntimeRisks.of(now));
            }
            objects.add(live.loaded(now));
        }
        List<LivePatch> patches = patches(session, editor, risks);
        if (!editor.problems().isEmpty()) {
            throw new StartFailure(true, String.join("\n", editor.problems()), null);
        }
        return new Content(objects, patches, editor.notes(), risks);
    }

    /** What is named and not on record is patched as it is in the cluster. */
    private static List<LivePatch> patches(Session session, RolloutEditor editor, List<String> risks) {
        List<LivePatch> patches = new ArrayList<>();
        for (WorkloadName name : editor.unknown()) {
            ObjectRef ref = new ObjectRef("apps/v1", name.kind().kind(), session.names.namespace(), name.name());
            Optional<KubeObject> live = Cluster.join(session.cluster.get(ref));
            if (live.isPresent()) {
                KubeObject edited = editor.edit(live.get());
                risks.addAll(DowntimeRisks.of(edited));
                LivePatch.between(live.get(), edited).ifPresent(patches::add);
            }
        }
        return patches;
    }
}
