package io.jenkins.plugins.k8srelease.cluster;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.listeners.ItemListener;

/** A folder that is moved keeps its clusters, and the one that takes its old name does not get them. */
@Extension
public final class FolderMoves extends ItemListener {

    @Override
    public void onLocationChanged(Item item, String oldFullName, String newFullName) {
        KubernetesClusters.get().follow(oldFullName, newFullName);
    }
}
