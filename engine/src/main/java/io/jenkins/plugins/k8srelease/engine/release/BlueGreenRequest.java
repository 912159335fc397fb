package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenOptions;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.rollout.RolloutEdits;
import java.util.List;

/**
 * A blue-green release to be done.
 *
 * @param names the application
 * @param inputs its objects as manifests have them, without colours; empty to release what is on record, or runs, with edits
 * @param edits new images and the like for what is on record or runs; their workloads are not used
 * @param options which Service, which workloads, how long to drain and to keep
 * @param settings how; {@code observe} is counted from the switch. Smoke tests of the active Service are made at the preview
 *     Service, before the switch. Without undo on failure, the other colour is left beside the active one, which serves
 * @param gate the caller's own test before the switch, null for none
 * @param holder who does it
 * @param dryRun true to plan only
 */
public record BlueGreenRequest(
        RecordNames names,
        List<LoadedObject> inputs,
        RolloutEdits edits,
        BlueGreenOptions options,
        ReleaseSettings settings,
        Gate gate,
        Holder holder,
        boolean dryRun) {

    public BlueGreenRequest {
        inputs = List.copyOf(inputs);
    }
}
