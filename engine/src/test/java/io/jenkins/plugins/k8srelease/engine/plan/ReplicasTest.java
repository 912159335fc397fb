package io.jenkins.plugins.k8srelease.engine.plan;

import static io.jenkins.plugins.k8srelease.engine.testing.Trees.object;
import static io.jenkins.plugins.k8srelease.engine.testing.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import org.junit.jupiter.api.Test;

class ReplicasTest {

    private static final ResourceType DEPLOYMENTS = new ResourceType("apps", "v1", "Deployment", "deployments", true);
    private static final KubeObject AUTOSCALER = object("{'spec': {'minReplicas': 4}}");

    private final Prepared prepared =
            new Prepared(tree("{'kind': 'Deployment', 'spec': {'replicas': 3}}"), DEPLOYMENTS, true, 5, "test");

    @Test
    void aNewWorkloadBeginsWithNoLessThanItsAutoscalersMinimum() {
        Replicas.decide(prepared, AUTOSCALER, null);

        assertThat(prepared.config().at("/spec/replicas").asInt()).isEqualTo(4);
    }

    @Test
    void theLiveNumberIsSentAsLongAsNobodyHasScaled() {
        Replicas.decide(prepared, AUTOSCALER, object("{'spec': {'replicas': 7}}"));

        assertThat(prepared.config().at("/spec/replicas").asInt()).isEqualTo(7);
    }

    @Test
    void theFieldIsLeftOutOnceTheAutoscalerOwnsIt() {
        KubeObject live = object("{'spec': {'replicas': 7}, 'metadata': {'managedFields': [{'manager': 'kcm',"
                + " 'operation': 'Update', 'subresource': 'scale', 'fieldsV1': {'f:spec': {'f:replicas': {}}}}]}}");

        Replicas.decide(prepared, AUTOSCALER, live);

        assertThat(prepared.config().at("/spec/replicas").isMissingNode()).isTrue();
    }
}
