package io.jenkins.plugins.k8srelease.engine.release;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenOptions;
import io.jenkins.plugins.k8srelease.engine.bluegreen.Drafter;
import io.jenkins.plugins.k8srelease.engine.bluegreen.RefusedException;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.object.Digests;
import io.jenkins.plugins.k8srelease.engine.rollout.RolloutEditor;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Releases into the colour that does not serve. */
record BlueGreenWork(BlueGreenRequest request) implements Work {

    @Override
    public String operation() {
        return "blue-green";
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
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        BlueGreenOptions options = request.options();
        all.add(operation()).add(options.service()).add(options.preview());
        options.workloads().forEach(all::add);
        request.edits().images().forEach(i -> all.add(i.toString()));
        request.edits().env().forEach(e -> all.add(e.toString()).add(e.value()));
        all.add(request.edits().restart());
        request.inputs().forEach(i -> all.add(i.object().tree()));
        return Digests.sha256(all);
    }

    @Override
    public Content content(Session session, Head head, int revision) {
        List<String> notes = new ArrayList<>();
        List<LoadedObject> wanted = wanted(session, head);
        byte[] key = Base64.getDecoder().decode(head.configKey());
        try {
            Drafter drafter = new Drafter(
                    session.cluster,
                    session.names.namespace(),
                    request.options(),
                    head.colours(),
                    head.live(),
                    key,
                    edited(session, head, wanted, revision, notes));
            Content content = new Content(List.of(), List.of(), notes, List.of());
            return ColouredWork.unchanged(session, head, content, drafter)
                    .orElseGet(() -> content.as(drafter.ontoOther(request.gate() != null)));
        } catch (RefusedException e) {
            throw new StartFailure(e.isBadInput(), e.getMessage(), null);
        }
    }

    /** The manifests; without any, what is on record; without that, the Deployments that run. */
    private List<LoadedObject> wanted(Session session, Head head) {
        if (!request.inputs().isEmpty() || head.live() == 0) {
            return request.inputs();
        }
        return RecordedRelease.read(session, head.live())
                .map(live -> live.objects().stream()
                        .map(o ->
                                live.loaded(o.kind().equals("Secret") ? RecordedRelease.withLiveValues(session, o) : o))
                        .toList())
                .orElse(List.of());
    }

    private List<LoadedObject> edited(
            Session session, Head head, List<LoadedObject> wanted, int revision, List<String> notes) {
        if (request.edits().isEmpty()) {
            return wanted;
        }
        List<LoadedObject> all = new ArrayList<>(wanted);
        all.addAll(
                Drafter.running(session.cluster, session.names.namespace(), request.options(), head.colours(), wanted));
        RolloutEditor editor = new RolloutEditor(request.edits(), revision);
        List<LoadedObject> edited = all.stream()
                .map(o -> new LoadedObject(editor.edit(o.object()), o.origin()))
                .toList();
        if (!editor.problems().isEmpty()) {
            throw new StartFailure(true, String.join("\n", editor.problems()), null);
        }
        notes.addAll(editor.notes());
        return edited;
    }
}
