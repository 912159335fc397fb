package io.jenkins.plugins.k8srelease.testing;

import io.jenkins.plugins.k8srelease.cluster.KubernetesClusters;
import io.jenkins.plugins.k8srelease.cluster.NamedCluster;
import io.jenkins.plugins.k8srelease.cluster.ServerAccess;
import java.util.ArrayList;
import java.util.List;

/** Configures clusters. */
public final class TestClusters {

    private TestClusters() {}

    /** A cluster without a credential of its own, which every job may use. */
    public static NamedCluster add(String name, ApiServer server) throws Exception {
        return add(name, server, null);
    }

    /** A cluster with a credential of its own. */
    public static NamedCluster add(String name, ApiServer server, String credentialsId) throws Exception {
        ServerAccess access = new ServerAccess(server.url());
        access.setCaCertificate(server.caCertificate());
        access.setCredentialsId(credentialsId);
        return add(new NamedCluster(name, access));
    }

    public static NamedCluster add(NamedCluster cluster) {
        List<NamedCluster> clusters = new ArrayList<>(KubernetesClusters.get().getClusters());
        clusters.add(cluster);
        KubernetesClusters.get().setClusters(clusters);
        return cluster;
    }
}
