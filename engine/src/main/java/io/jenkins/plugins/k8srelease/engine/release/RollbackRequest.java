package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.rollout.WorkloadName;
import java.util.List;

/**
 * Back to a recorded release.
 *
 * @param names the application
 * @param to {@code previous}, the newest good release that is not live, or a revision's number
 * @param workloads only these go back, with the ConfigMaps that they refer to; empty for the whole release
 * @param restoreSecrets true to restore Secrets, too; otherwise they stay as they are, so that passwords which were
 *     rotated since do not return
 * @param settings how
 * @param holder who does it
 * @param dryRun true to plan only
 */
public record RollbackRequest(
        RecordNames names,
        String to,
        List<WorkloadName> workloads,
        boolean restoreSecrets,
        ReleaseSettings settings,
        Holder holder,
        boolean dryRun) {

    public static final String PREVIOUS = "previous";

    public RollbackRequest {
        workloads = List.copyOf(workloads);
        if (!to.equals(PREVIOUS) && !to.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException("where to? Write 'previous' or the number of a recorded release");
        }
    }
}
