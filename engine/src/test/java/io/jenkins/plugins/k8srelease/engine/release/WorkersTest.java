package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import io.jenkins.plugins.k8srelease.engine.history.ClaimOptions;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("cluster")
class WorkersTest {

    private static DeployRequest request(RecordNames names) {
        return new DeployRequest(
                names,
                Apps.load("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {k: v}}"),
                ReleaseSettings.standard(),
                new Holder("x", "test", "here", null),
                false);
    }

    @Test
    void aClusterThatDoesNotAnswerHoldsUpNoReleaseToAnother() throws Exception {
        try (TestCluster cluster = new TestCluster();
                ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Cluster dead = Cluster.connect(
                        new ConfigBuilder(Config.empty())
                                .withMasterUrl("http://127.0.0.1:" + silent.getLocalPort())
                                .build(),
                        ClusterOptions.standard());
                ReleaseEngine engine = new ReleaseEngine(1, ClaimOptions.standard())) {
            RecordNames names = new RecordNames(cluster.newNamespace(), "web");
            ReleaseRun stuck = engine.deploy(dead, request(names), event -> {});
            try (Socket asked = silent.accept()) {
                assertThat(asked.getInputStream().read()).isPositive();

                ReleaseRun other = engine.deploy(cluster.admin(), request(names), event -> {});

                assertThat(other.result().get(1, TimeUnit.MINUTES).status()).isEqualTo(Status.SUCCEEDED);
                assertThat(stuck.result()).isNotDone();
            }
        }
    }
}
