package io.jenkins.plugins.k8srelease.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.report.Headline;

/** How a release of a step ended. */
public sealed interface ReleaseOutcome {

    /**
     * The engine came to a result, good or bad.
     *
     * @param clusterName how people call the cluster
     * @param abort why its end was asked for, null when it was not
     */
    record Done(
            RecordNames names,
            String clusterName,
            String server,
            ReleaseResult result,
            @CheckForNull String abort) implements ReleaseOutcome {

        /** True when what was asked for is so. */
        public boolean isGood() {
            return Headline.isGood(result.status());
        }

        /** One sentence that says what failed, for whoever reads only that. */
        public String headline() {
            return Headline.of(names, result);
        }
    }

    /** It never came to the engine, which has changed nothing; or the engine itself failed. */
    record Broken(Throwable cause, @CheckForNull String abort) implements ReleaseOutcome {}
}
