package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.apply.Applier;
import io.jenkins.plugins.k8srelease.engine.apply.ChangedMeanwhileException;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.ownership.FieldSet;
import io.jenkins.plugins.k8srelease.engine.ownership.ManagedFields;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Moves steered objects from one position to another, each by one conditional write. Doing it twice is doing it once. For
 * threads that may block.
 */
public final class Steerer {

    private final Applier applier;
    private final String fieldManager;
    private final Consumer<String> warn;

    /**
     * Makes a steerer.
     *
     * @param warn hears of fields that somebody else has set meanwhile, and that are left to them
     */
    public Steerer(Applier applier, String fieldManager, Consumer<String> warn) {
        this.applier = applier;
        this.fieldManager = fieldManager;
        this.warn = warn;
    }

    /**
     * Moves one object.
     *
     * @return the object as it then is
     * @throws ChangedMeanwhileException when it is another object than was planned, or a Service whose selector somebody else
     *     has set
     */
    public KubeObject move(Steered steered, Position to) {
        return applier.adjust(steered.ref(), live -> configuration(steered, to, live));
    }

    private Optional<KubeObject> configuration(Steered steered, Position to, KubeObject live) {
        if (!steered.uid().isEmpty() && !steered.uid().equals(live.uid())) {
            throw new ChangedMeanwhileException(
                    live.ref() + " was deleted and made again by somebody else while the release ran");
        }
        ObjectNode config = owned(live);
        boolean changes = false;
        for (Map.Entry<String, JsonNode> field : steered.at(to).entrySet()) {
            JsonNode now = Fields.read(live.tree(), field.getKey());
            if (now.equals(field.getValue())) {
                continue;
            }
            if (!steered.knows(live, field.getKey())) {
                foreign(live, field.getKey(), now);
                continue;
            }
            Fields.write(config, field.getKey(), field.getValue());
            changes = true;
        }
        return changes ? Optional.of(new KubeObject(config)) : Optional.empty();
    }

    private void foreign(KubeObject live, String pointer, JsonNode now) {
        String what = pointer.substring(1).replace('/', '.') + " of " + live.ref() + " was set to " + now
                + " by somebody else while the release ran";
        if (live.groupKind().equals(Kinds.SERVICE)) {
            throw new ChangedMeanwhileException(what);
        }
        warn.accept(what + "; it is left so");
    }

    /** What we apply of the object as it is; of one that we never applied, its name alone. */
    private ObjectNode owned(KubeObject live) {
        ObjectNode config = ManagedFields.appliedBy(live, fieldManager)
                .orElse(FieldSet.empty())
                .extract(live.tree());
        config.put("apiVersion", live.apiVersion()).put("kind", live.kind());
        config.withObject("/metadata").put("name", live.name()).put("namespace", live.namespace());
        return config;
    }
}
