package io.jenkins.plugins.k8srelease.handout;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Node;
import jenkins.model.NodeListener;

/** An agent that was removed does not come back to be cleaned. */
@Extension
public final class EndOfAgents extends NodeListener {

    @Override
    protected void onDeleted(@NonNull Node node) {
        KubeconfigFiles.get().forget(node.getNodeName());
    }
}
