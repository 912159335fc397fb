package io.jenkins.plugins.k8srelease.handout;

import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;

/** A build that was killed ends without the end of its blocks. */
@Extension
public final class EndOfBuilds extends RunListener<Run<?, ?>> {

    @Override
    public void onCompleted(Run<?, ?> run, TaskListener listener) {
        KubeconfigFiles.get().removeAllOf(run);
    }

    @Override
    public void onDeleted(Run<?, ?> run) {
        KubeconfigFiles.get().removeAllOf(run);
    }
}
