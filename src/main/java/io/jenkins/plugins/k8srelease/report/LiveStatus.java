package io.jenkins.plugins.k8srelease.report;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;

/** Knows what a release under way waits for. */
public interface LiveStatus extends ExtensionPoint {

    /** A short phrase from memory, null when no such release is under way. */
    @CheckForNull
    String of(Run<?, ?> run, String node);

    /** Asks all that know. */
    @CheckForNull
    static String find(Run<?, ?> run, String node) {
        for (LiveStatus one : ExtensionList.lookup(LiveStatus.class)) {
            String status = one.of(run, node);
            if (status != null) {
                return status;
            }
        }
        return null;
    }
}
