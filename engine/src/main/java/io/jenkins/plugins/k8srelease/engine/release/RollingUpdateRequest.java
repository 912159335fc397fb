package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.rollout.RolloutEdits;

/**
 * New images or settings for running workloads, rolled out gradually.
 *
 * @param names the application
 * @param edits what changes
 * @param settings how
 * @param holder who does it
 * @param dryRun true to plan only
 */
public record RollingUpdateRequest(
        RecordNames names, RolloutEdits edits, ReleaseSettings settings, Holder holder, boolean dryRun) {}
