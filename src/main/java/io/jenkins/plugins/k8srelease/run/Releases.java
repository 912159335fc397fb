package io.jenkins.plugins.k8srelease.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The releases of this controller, each by the step that it belongs to, until their builds are over. */
final class Releases {

    private final Map<ReleaseKey, RunningRelease> byStep = new ConcurrentHashMap<>();

    @CheckForNull
    RunningRelease get(ReleaseKey key) {
        return byStep.get(key);
    }

    /** The one that waits to be begun again by its step, or else a new one. */
    RunningRelease begin(Run<?, ?> build, ReleaseKey key) {
        return byStep.compute(
                key, (k, known) -> known != null && known.reload() ? known : new RunningRelease(build, key));
    }

    void add(RunningRelease release) {
        byStep.put(release.key(), release);
    }

    void remove(RunningRelease release) {
        byStep.remove(release.key(), release);
    }

    List<RunningRelease> all() {
        return List.copyOf(byStep.values());
    }

    List<RunningRelease> of(Run<?, ?> build) {
        return byStep.values().stream().filter(r -> r.key().isOf(build)).toList();
    }

    /** Jobs were renamed or moved: their releases are found under the new names. Returns these. */
    List<RunningRelease> rename() {
        List<RunningRelease> renamed = new ArrayList<>();
        for (Map.Entry<ReleaseKey, RunningRelease> entry : byStep.entrySet()) {
            RunningRelease release = entry.getValue();
            if (!entry.getKey().equals(release.key())) {
                byStep.put(release.key(), release);
                byStep.remove(entry.getKey(), release);
                renamed.add(release);
            }
        }
        return renamed;
    }
}
